package io.quipu.simulation.runner;

import io.quipu.simulation.runner.Graph.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run a job: from a start or a checkpoint to its crash or its end. It does nothing
 * by itself; each call of a method named after an action does one step.
 */
public final class Attempt {

  /** One thing that the attempt can do next. */
  public interface Step {
    /** Does it. */
    void run();
  }

  private final Graph graph;
  private final Settings settings;
  private final Environment environment;
  private final Tampering tampering;
  private final List<Task> tasks = new ArrayList<>();
  private final List<SourceReader> sources = new ArrayList<>();
  private final Set<SourceReader> toBarrier = new HashSet<>();
  private final Map<Integer, OperatorInstance> instances = new TreeMap<>();
  private @Nullable Checkpoint pending;
  private @Nullable Checkpoint completed;
  private long checkpoints;
  private int acknowledged;

  private Attempt(
      Graph graph, Settings settings, Environment environment, Tampering tampering) {
    this.graph = graph;
    this.settings = settings;
    this.environment = environment;
    this.tampering = tampering;
  }

  /**
   * Starts an attempt.
   *
   * @param from what it continues from
   * @param before the attempt before it, which only a planted bug uses
   */
  public static Attempt start(
      Graph graph,
      Settings settings,
      Checkpoint from,
      Environment environment,
      Tampering tampering,
      @Nullable Attempt before) {
    Attempt attempt = new Attempt(graph, settings, environment, tampering);
    for (int stage = 0; stage < graph.stages(); stage++) {
      for (int subtask = 0; subtask < settings.parallelism(); subtask++) {
        attempt.tasks.add(
            new Task(stage, subtask, tampering, (task, id) -> attempt.acknowledge(task)));
      }
    }
    attempt.createOperators(before);
    attempt.connect();
    attempt.assign(from);
    attempt.restore(from);
    return attempt;
  }

  private Task task(int stage, int subtask) {
    return tasks.get(stage * settings.parallelism() + subtask);
  }

  private OperatorInstance instance(int operator, int subtask) {
    return instances.get(operator * settings.parallelism() + subtask);
  }

  private void createOperators(@Nullable Attempt before) {
    for (Operator operator : graph.operators()) {
      for (int subtask = 0; subtask < settings.parallelism(); subtask++) {
        OperatorInstance kept =
            before != null
                    && tampering.keepsInstances(operator.name())
                    && subtask < before.settings.parallelism()
                ? before.instance(operator.number(), subtask)
                : null;
        OperatorInstance instance =
            new OperatorInstance(operator, settings, environment, new Outputs(), kept);
        instances.put(operator.number() * settings.parallelism() + subtask, instance);
        task(operator.stage(), subtask).chain().add(instance);
      }
    }
  }

  private void connect() {
    for (int subtask = 0; subtask < settings.parallelism(); subtask++) {
      for (int reader : graph.readers()) {
        connect(task(0, subtask).source(), SourceReader.tag(), reader, 0, subtask);
      }
      for (Operator operator : graph.operators()) {
        Outputs outputs = instance(operator.number(), subtask).outputs();
        int from = subtask;
        operator
            .consumers()
            .forEach(
                (tag, next) ->
                    next.forEach(to -> connect(outputs, tag, to, operator.stage(), from)));
      }
    }
  }

  private void connect(
      Outputs outputs,
      org.apache.beam.sdk.values.TupleTag<?> tag,
      int to,
      int stage,
      int subtask) {
    Operator next = graph.operators().get(to);
    if (next.stage() == stage) {
      outputs.chain(tag, instance(to, subtask));
      return;
    }
    List<Channel> channels = new ArrayList<>();
    for (int other = 0; other < settings.parallelism(); other++) {
      Channel channel = new Channel();
      channels.add(channel);
      task(next.stage(), other).inputs().add(channel);
    }
    outputs.shuffle(tag, new Outputs.Shuffle(next, channels, tampering));
  }

  private void assign(Checkpoint from) {
    for (int subtask = 0; subtask < settings.parallelism(); subtask++) {
      sources.add(new SourceReader(task(0, subtask), environment, tampering));
    }
    for (int partition = 0; partition < settings.partitions(); partition++) {
      sources
          .get(partition % settings.parallelism())
          .assign(partition, from.offsets().getOrDefault(partition, 0L));
    }
  }

  private void restore(Checkpoint from) {
    for (Operator operator : graph.operators()) {
      List<KeySnapshot> keys =
          tampering.restored(operator.name(), from.keys(operator.number()));
      for (KeySnapshot key : keys) {
        byte[] bytes = key.key().array();
        int subtask =
            tampering.placesByKey(operator.name())
                ? Outputs.subtask(bytes, settings.parallelism())
                : 0;
        instance(operator.number(), subtask).restore(key, keyOf(operator, bytes));
      }
    }
  }

  private static Object keyOf(Operator operator, byte[] bytes) {
    KvCoder<?, ?> coder = (KvCoder<?, ?>) (Coder<?>) operator.input();
    @SuppressWarnings("unchecked") // The pipeline has checked that types fit.
    Coder<Object> keyCoder = (Coder<Object>) coder.getKeyCoder();
    return Task.decode(keyCoder, bytes);
  }

  private void acknowledge(Task task) {
    Checkpoint to = pending;
    if (to == null) {
      return;
    }
    for (OperatorInstance operator : task.chain()) {
      if (operator.operator().stateful()) {
        to.addKeys(
            operator.operator().number(),
            tampering.snapshot(operator.operator(), operator.snapshot()));
      }
    }
    acknowledged++;
    if (acknowledged == tasks.size()) {
      completed = to;
      pending = null;
    }
  }

  /** Returns the checkpoint that was completed since the last call; null if there is none. */
  public @Nullable Checkpoint takeCompleted() {
    Checkpoint result = completed;
    completed = null;
    return result;
  }

  /** Begins a checkpoint, if none is under way; {@link #barriers} are what follows. */
  public boolean beginCheckpoint() {
    if (pending != null) {
      return false;
    }
    pending = new Checkpoint();
    checkpoints++;
    acknowledged = 0;
    toBarrier.addAll(sources);
    return true;
  }

  /** The sources that have not sent the barrier of the checkpoint. */
  public List<Step> barriers() {
    List<Step> steps = new ArrayList<>();
    for (SourceReader source : sources) {
      if (toBarrier.contains(source)) {
        steps.add(() -> barrier(source));
      }
    }
    return steps;
  }

  private void barrier(SourceReader source) {
    toBarrier.remove(source);
    Checkpoint to = pending;
    if (to != null) {
      to.offsets().putAll(tampering.offsets(Map.copyOf(source.offsets())));
      source.task().checkpoint(checkpoints);
    }
  }

  /** The channels with something to deliver. */
  public List<Step> deliveries() {
    List<Step> steps = new ArrayList<>();
    for (Task task : tasks) {
      for (Channel channel : task.inputs()) {
        if (channel.isDeliverable()) {
          steps.add(() -> task.deliver(channel));
        }
      }
    }
    return steps;
  }

  /** The timers that are due. */
  public List<Step> timers() {
    List<Step> steps = new ArrayList<>();
    for (Task task : tasks) {
      for (OperatorInstance operator : task.chain()) {
        if (operator.operator().stateful()) {
          Instant eventTime = tampering.timersDueBy(operator.inputWatermark());
          addTimers(task, operator, TimeDomain.EVENT_TIME, eventTime, steps);
          addTimers(task, operator, TimeDomain.PROCESSING_TIME, environment.now(), steps);
        }
      }
    }
    return steps;
  }

  private static void addTimers(
      Task task, OperatorInstance operator, TimeDomain domain, Instant by, List<Step> steps) {
    for (KeyState key : operator.due(domain, by)) {
      steps.add(
          () -> {
            operator.fire(key, domain, by);
            task.advanceFrom(operator);
          });
    }
  }

  /** The bundles that can be finished. */
  public List<Step> bundles() {
    List<Step> steps = new ArrayList<>();
    for (Task task : tasks) {
      for (OperatorInstance operator : task.chain()) {
        if (operator.isBundleOpen()) {
          steps.add(
              () -> {
                operator.finishBundle();
                task.advanceFrom(operator);
              });
        }
      }
    }
    return steps;
  }

  /** The partitions that have a record to read. */
  public List<Step> reads() {
    List<Step> steps = new ArrayList<>();
    for (SourceReader source : sources) {
      for (int partition : source.offsets().keySet()) {
        if (source.hasMore(partition)) {
          steps.add(() -> source.poll(partition));
        }
      }
    }
    return steps;
  }

  /** Lets each source send its watermark; returns whether one has moved. */
  public boolean sendWatermarks() {
    boolean moved = false;
    for (SourceReader source : sources) {
      moved |= source.sendWatermark();
    }
    return moved;
  }

  /** Lets one source send its watermark. */
  public boolean sendWatermark() {
    return sources.get(environment.choose(sources.size())).sendWatermark();
  }

  /** Ends the input, as a drain does. */
  public void end() {
    sources.forEach(SourceReader::end);
  }

  /** Whether a timer of processing time is set. */
  public boolean waitsForClock() {
    return instances.values().stream()
        .anyMatch(operator -> operator.hasTimers(TimeDomain.PROCESSING_TIME));
  }

  /** The next offset of each partition. */
  public Map<Integer, Long> offsets() {
    Map<Integer, Long> offsets = new TreeMap<>();
    sources.forEach(source -> offsets.putAll(source.offsets()));
    return offsets;
  }
}
