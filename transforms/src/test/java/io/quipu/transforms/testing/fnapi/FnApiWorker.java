package io.quipu.transforms.testing.fnapi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.model.pipeline.v1.RunnerApi.Components;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.apache.beam.sdk.util.construction.Timer;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;

/**
 * Runs one step of a pipeline like a runner of the Fn API: the harness of the Java SDK runs the
 * step, and this class keeps its state, its timers and its watermark.
 *
 * @param <InputT> the step's input type
 * @param <OutputT> the step's output type
 */
public final class FnApiWorker<InputT, OutputT> {
  private final Pipeline pipeline;
  private final String name;
  private final FnApiState state;
  private final Map<TimerKey, FnApiStep.SetTimer> timers;
  private final FnApiStep step;
  private final List<TimestampedValue<OutputT>> outputs = new ArrayList<>();
  private Instant time;

  private record TimerKey(Object key, String id, String tag) {
    static TimerKey of(FnApiStep.SetTimer set) {
      Timer<?> timer = set.timer();
      return new TimerKey(timer.getUserKey(), set.id(), timer.getDynamicTimerTag());
    }
  }

  @SuppressWarnings("unchecked") // The step's types are what the test says.
  private FnApiWorker(
      Pipeline pipeline,
      String name,
      FnApiState state,
      Map<TimerKey, FnApiStep.SetTimer> timers,
      Instant time)
      throws IOException {
    this.pipeline = pipeline;
    this.name = name;
    this.state = state;
    this.timers = timers;
    this.time = time;
    Components components = PipelineTranslation.toProto(pipeline).getComponents();
    String id =
        components.getTransformsMap().entrySet().stream()
            .filter(entry -> entry.getValue().getUniqueName().contains(name + "/ParMultiDo"))
            .map(Map.Entry::getKey)
            .findAny()
            .orElseThrow(() -> new IllegalArgumentException("There is no step '" + name + "'."));
    step =
        new FnApiStep(
            id,
            components,
            state,
            value -> outputs.add(timestamped((WindowedValue<OutputT>) value)),
            this::set);
    step.open();
  }

  /**
   * Creates a worker without state.
   *
   * @param name the end of the step's name in the pipeline
   */
  public static <InputT, OutputT> FnApiWorker<InputT, OutputT> of(Pipeline pipeline, String name)
      throws IOException {
    return new FnApiWorker<>(
        pipeline, name, new FnApiState(), new LinkedHashMap<>(), BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  /** A new worker with the state, the timers and the time of this one, as after a restart. */
  public FnApiWorker<InputT, OutputT> restarted() throws IOException {
    return new FnApiWorker<>(pipeline, name, state, timers, time);
  }

  /** Processes an element in a bundle of its own, and then fires the timers that are due. */
  public void process(InputT element, Instant timestamp) throws Exception {
    step.start();
    step.process(WindowedValues.timestampedValueInGlobalWindow(element, timestamp));
    step.finish();
    fireDueTimers();
  }

  /** Moves the watermark, or the clock if the step's timers go by it, and fires due timers. */
  public void advanceTo(Instant next) throws Exception {
    time = next;
    fireDueTimers();
  }

  /** The times of the timers that are set. */
  public List<Instant> timers() {
    return timers.values().stream().map(set -> set.timer().getFireTimestamp()).toList();
  }

  /** All outputs of this worker so far. */
  public List<TimestampedValue<OutputT>> outputs() {
    return List.copyOf(outputs);
  }

  private void fireDueTimers() throws Exception {
    while (true) {
      FnApiStep.SetTimer next =
          timers.values().stream()
              .filter(set -> !set.timer().getFireTimestamp().isAfter(time))
              .min(Comparator.comparing(set -> set.timer().getFireTimestamp()))
              .orElse(null);
      if (next == null) {
        return;
      }
      timers.remove(TimerKey.of(next));
      step.start();
      step.fire(next);
      step.finish();
    }
  }

  private void set(FnApiStep.SetTimer set) {
    if (set.timer().getClearBit()) {
      timers.remove(TimerKey.of(set));
    } else {
      timers.put(TimerKey.of(set), set);
    }
  }

  private static <T> TimestampedValue<T> timestamped(WindowedValue<T> value) {
    return TimestampedValue.of(value.getValue(), value.getTimestamp());
  }
}
