package io.quipu.simulation.runner;

import io.quipu.simulation.graph.Graph.Operator;
import io.quipu.simulation.state.KeySnapshot;
import io.quipu.simulation.state.KeyState;
import io.quipu.simulation.state.KeyTimers;
import io.quipu.simulation.state.Times;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.DoFnRunners;
import org.apache.beam.runners.core.NullSideInputReader;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StepContext;
import org.apache.beam.runners.core.TimerInternals;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** One operator in one subtask: its instances of the DoFn, its keys, and its open bundle. */
final class OperatorInstance implements StepContext, KeyTimers.Clocks {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();

  private final Operator operator;
  private final Settings settings;
  private final Environment environment;
  private final Outputs outputs;
  private final List<DoFn<Object, Object>> fns = new ArrayList<>();
  private final List<DoFnRunner<Object, Object>> runners = new ArrayList<>();
  private final Map<ByteBuffer, KeyState> keys = new LinkedHashMap<>();
  private @Nullable DoFnRunner<Object, Object> bundle;
  private @Nullable KeyState current;
  private Instant currentTime = Times.MIN;
  private Instant inputWatermark = Times.MIN;
  private Instant outputWatermark = Times.MIN;

  OperatorInstance(
      Operator operator,
      Settings settings,
      Environment environment,
      Outputs outputs,
      @Nullable OperatorInstance before) {
    this.operator = operator;
    this.settings = settings;
    this.environment = environment;
    this.outputs = outputs;
    if (before != null) {
      before.fns.forEach(this::addFn);
    }
  }

  /** Sets the first instance up, as Flink does before an attempt gets elements. */
  void setUp() {
    runner(0);
  }

  /** The runner of an instance. A second instance is created when it is needed. */
  private DoFnRunner<Object, Object> runner(int number) {
    while (runners.size() <= number) {
      DoFn<Object, Object> fn = operator.fn().newInstance();
      DoFnInvokers.tryInvokeSetupFor(fn, OPTIONS);
      addFn(fn);
    }
    return runners.get(number);
  }

  private void addFn(DoFn<Object, Object> fn) {
    fns.add(fn);
    runners.add(runner(fn));
  }

  private DoFnRunner<Object, Object> runner(DoFn<Object, Object> fn) {
    return DoFnRunners.simpleRunner(
        OPTIONS,
        fn,
        NullSideInputReader.empty(),
        outputs,
        operator.mainTag(),
        operator.otherTags(),
        this,
        operator.input(),
        operator.outputs(),
        WindowingStrategy.globalDefault(),
        DoFnSchemaInformation.create(),
        Map.of());
  }

  Operator operator() {
    return operator;
  }

  Outputs outputs() {
    return outputs;
  }

  /** Processes an element; the key is empty for an operator without state. */
  void process(WindowedValue<Object> element, byte[] key, Object keyValue) {
    environment.beforeWork(() -> "an element of " + operator.name());
    if (operator.stateful()) {
      select(ByteBuffer.wrap(key), keyValue);
    }
    currentTime = element.getTimestamp();
    openBundle().processElement(element);
  }

  /** How many keys have a timer that is due. */
  List<KeyState> due(TimeDomain domain, Instant by) {
    List<KeyState> due = new ArrayList<>();
    for (KeyState key : keys.values()) {
      if (!key.timers().isEmpty() && key.timers().due(domain, by) != null) {
        due.add(key);
      }
    }
    return due;
  }

  /** Whether a timer of this domain is set. */
  boolean hasTimers(TimeDomain domain) {
    for (KeyState key : keys.values()) {
      if (key.timers().has(domain)) {
        return true;
      }
    }
    return false;
  }

  /** Fires the timer of a key that is due first. */
  void fire(KeyState key, TimeDomain domain, Instant by) {
    environment.beforeWork(() -> "a timer of " + operator.name());
    TimerData timer = Objects.requireNonNull(key.timers().due(domain, by));
    key.touch();
    key.timers()
        .deleteTimer(timer.getNamespace(), timer.getTimerId(), timer.getTimerFamilyId(), domain);
    current = key;
    currentTime = timer.getOutputTimestamp();
    openBundle()
        .onTimer(
            timer.getTimerId(),
            timer.getTimerFamilyId(),
            key.key(),
            GlobalWindow.INSTANCE,
            timer.getTimestamp(),
            timer.getOutputTimestamp(),
            domain);
  }

  boolean isBundleOpen() {
    return bundle != null;
  }

  void finishBundle() {
    DoFnRunner<Object, Object> open = bundle;
    if (open != null) {
      open.finishBundle();
      bundle = null;
    }
  }

  private DoFnRunner<Object, Object> openBundle() {
    DoFnRunner<Object, Object> open = bundle;
    if (open == null) {
      open = runner(settings.keyAffinity() ? 0 : environment.choose(2));
      open.startBundle();
      bundle = open;
    }
    return open;
  }

  private void select(ByteBuffer keyBytes, Object keyValue) {
    KeyState key = keys.get(keyBytes);
    if (key == null) {
      key = new KeyState(keyValue, this);
      keys.put(keyBytes, key);
    }
    key.touch();
    current = key;
  }

  /** State and timers of all keys. */
  List<KeySnapshot> snapshot() {
    List<KeySnapshot> all = new ArrayList<>(keys.size());
    keys.forEach((bytes, key) -> all.add(key.snapshot(bytes)));
    return all;
  }

  void restore(KeySnapshot from, Object keyValue) {
    KeyState key = new KeyState(keyValue, this);
    key.restore(from);
    keys.put(from.key(), key);
  }

  /** Takes the watermark of what comes before; returns whether its own one has moved. */
  boolean advance(Instant watermark) {
    if (watermark.isAfter(inputWatermark)) {
      inputWatermark = watermark;
    }
    if (isBundleOpen()) {
      return false;
    }
    Instant next = inputWatermark;
    for (KeyState key : keys.values()) {
      next = Times.min(next, key.timers().hold());
    }
    if (!next.isAfter(outputWatermark)) {
      return false;
    }
    outputWatermark = next;
    return true;
  }

  Instant inputWatermark() {
    return inputWatermark;
  }

  @Override
  public StateInternals stateInternals() {
    return Objects.requireNonNull(current).cells();
  }

  @Override
  public TimerInternals timerInternals() {
    return Objects.requireNonNull(current).timers();
  }

  @Override
  public Instant processingTime() {
    return environment.now();
  }

  @Override
  public Instant eventTime() {
    return settings.timersShowWatermark() ? inputWatermark : currentTime;
  }

  @Override
  public Instant outputWatermark() {
    return outputWatermark;
  }
}
