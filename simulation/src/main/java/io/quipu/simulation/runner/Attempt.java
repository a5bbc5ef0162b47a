package io.quipu.simulation.runner;

import io.quipu.simulation.graph.Graph;
import io.quipu.simulation.state.KeyState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  private final Wiring wiring;
  private final Environment environment;
  private final RunnerTampering tampering;
  private final List<Task> tasks;
  private final List<SourceReader> sources;
  private final Collection<OperatorInstance> instances;
  private final Set<SourceReader> toBarrier = new HashSet<>();
  private @Nullable Checkpoint pending;
  private @Nullable Checkpoint completed;
  private long checkpoints;
  private int acknowledged;

  private Attempt(Wiring wiring, Environment environment, RunnerTampering tampering) {
    this.tasks = wiring.tasks();
    this.sources = wiring.sources();
    this.instances = wiring.instances();
    this.wiring = wiring;
    this.environment = environment;
    this.tampering = tampering;
    wiring.acknowledge(this::acknowledge);
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
      RunnerTampering tampering,
      @Nullable Attempt before) {
    Wiring wiring =
        Wiring.of(
            graph, settings, from, environment, tampering, before == null ? null : before.wiring);
    return new Attempt(wiring, environment, tampering);
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

  /** Returns the checkpoint that was completed since the last call; null if no checkpoint was. */
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
      source.offsets().keySet().forEach(partition -> to.times().put(partition, source.latest()));
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

  /** Whether nothing is on its way between tasks, also not behind a barrier. */
  public boolean areChannelsEmpty() {
    return tasks.stream().flatMap(task -> task.inputs().stream()).allMatch(Channel::isEmpty);
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

  /** The partitions that were added to the log and that no source reads yet. */
  public List<Step> newPartitions() {
    List<Step> steps = new ArrayList<>();
    Map<Integer, Long> known = offsets();
    for (int partition = 0; partition < environment.partitions(); partition++) {
      SourceReader source = sources.get(partition % sources.size());
      int added = partition;
      if (!known.containsKey(partition) && !source.hasEnded()) {
        steps.add(() -> source.find(added));
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

  /** Lets each source say how far it has read. */
  public void sendPositions() {
    sources.forEach(SourceReader::sendPositions);
  }

  /** Ends the input, as a drain does. */
  public void end() {
    sources.forEach(SourceReader::end);
  }

  /** Whether a timer of processing time is set. */
  public boolean waitsForClock() {
    return instances.stream().anyMatch(operator -> operator.hasTimers(TimeDomain.PROCESSING_TIME));
  }

  /** The next offset of each partition. */
  public Map<Integer, Long> offsets() {
    Map<Integer, Long> offsets = new TreeMap<>();
    sources.forEach(source -> offsets.putAll(source.offsets()));
    return offsets;
  }
}
