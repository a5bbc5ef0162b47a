package io.quipu.transforms.unique;

import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Replaces {@link CheckUniqueness} if there is nothing to check: no uniques are counted, and events
 * have no ids.
 *
 * <p>In: {@link Event}s. Out: each as a {@link CheckedEvent} that is never unique. State: none, and
 * no shuffle.
 */
public final class CountEveryEvent
    extends PTransform<PCollection<Event>, PCollection<CheckedEvent>> {
  private static final long serialVersionUID = 1L;

  private CountEveryEvent() {}

  public static CountEveryEvent create() {
    return new CountEveryEvent();
  }

  @Override
  public PCollection<CheckedEvent> expand(PCollection<Event> events) {
    return events.apply("Count", ParDo.of(new CountFn()));
  }

  private static final class CountFn extends DoFn<Event, CheckedEvent> {
    private static final long serialVersionUID = 1L;

    private final Counter counted = Metrics.counter("quipu", "counted");
    private transient long countedInBundle;

    @ProcessElement
    public void process(@Element Event event, OutputReceiver<CheckedEvent> out) {
      countedInBundle++;
      out.output(new CheckedEvent(event, new byte[event.counters()]));
    }

    @FinishBundle
    public void finish() {
      counted.inc(countedInBundle);
      countedInBundle = 0;
    }
  }
}
