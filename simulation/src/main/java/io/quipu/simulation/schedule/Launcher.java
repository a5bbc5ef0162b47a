package io.quipu.simulation.schedule;

import com.google.common.base.Throwables;
import io.quipu.simulation.runner.Attempt;
import io.quipu.simulation.runner.Checkpoint;
import io.quipu.simulation.runner.Environment;
import io.quipu.simulation.runner.Settings;
import io.quipu.simulation.world.PendingWrite;
import io.quipu.simulation.world.SimulatedCrash;
import io.quipu.simulation.world.SimulatedJournal.RunEndedException;
import io.quipu.simulation.world.World;
import io.quipu.transforms.journal.OwnerLostException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Starts the job, starts it again after a crash from its last checkpoint, drains it, and starts it
 * without state after a drain.
 */
final class Launcher {
  private final Scenario scenario;
  private final Choices choices;
  private final World world;
  private final Environment environment;
  private final PlantedBugs plants;
  private final Trace trace;
  private final boolean writesLinger;
  private final List<Attempt> zombies = new ArrayList<>();
  private Settings settings;
  private Graphs.Run run;
  private Checkpoint last;
  private @Nullable Attempt current;
  private @Nullable Attempt before;
  private @Nullable Attempt caller;
  private final Map<Integer, Long> furthest = new TreeMap<>();
  private boolean draining;
  private int crashes;

  Launcher(
      Scenario scenario,
      Choices choices,
      World world,
      Environment environment,
      PlantedBugs plants,
      Trace trace) {
    this.scenario = scenario;
    this.choices = choices;
    this.world = world;
    this.environment = environment;
    this.plants = plants;
    this.trace = trace;
    boolean keyAffinity = choices.below(3) > 0 || scenario.needsJournal();
    boolean timersShowWatermark = choices.below(2) == 0;
    int parallelism = 1 + choices.below(2);
    this.writesLinger = choices.below(2) == 0;
    this.settings =
        new Settings(parallelism, world.log().partitions(), keyAffinity, timersShowWatermark);
    // Positions take steps from everything else, so only some schedules have them.
    boolean positions = keyAffinity && choices.below(2) == 0;
    this.run =
        new Graphs.Run(
            scenario.shards(),
            keyAffinity,
            1,
            false,
            scenario.has(Scenario.Change.SEQUENCES),
            scenario.has(Scenario.Change.TRIGGERS),
            scenario.has(Scenario.Change.LIMITS),
            positions);
    this.last = Checkpoint.at(Map.of());
  }

  /** Starts the job if it does not run; it may die while it starts. */
  void ensureStarted() {
    while (current == null) {
      Attempt[] started = new Attempt[1];
      guarded(
          null,
          () ->
              started[0] =
                  Attempt.start(
                      Graphs.of(run), settings, last, environment, plants.runner(), before));
      current = started[0];
    }
  }

  Attempt current() {
    return Objects.requireNonNull(current);
  }

  /** The attempt that runs; null after a crash. */
  @Nullable Attempt running() {
    return current;
  }

  List<Attempt> zombies() {
    return zombies;
  }

  /** The attempt whose code is running now; null while one starts. */
  @Nullable Attempt caller() {
    return caller;
  }

  boolean isZombie(@Nullable Attempt attempt) {
    return attempt != null && zombies.contains(attempt);
  }

  int crashes() {
    return crashes;
  }

  /** Whether the job notes how far it has counted. */
  boolean notesPositions() {
    return run.positions();
  }

  boolean isDraining() {
    return draining;
  }

  /** Runs a step of an attempt, which may die in it. */
  void guarded(@Nullable Attempt attempt, Runnable step) {
    Attempt outer = caller;
    caller = attempt;
    try {
      step.run();
    } catch (RuntimeException e) {
      if (!isCause(SimulatedCrash.class, e) && !isFenced(e)) {
        throw e;
      }
      die(attempt);
    } finally {
      caller = outer;
    }
    if (attempt != null && attempt == current) {
      takeCheckpoint(attempt);
    }
  }

  /** Whether an attempt ended because another one has taken its place. */
  private boolean isFenced(RuntimeException failure) {
    boolean fenced =
        isCause(OwnerLostException.class, failure) || isCause(RunEndedException.class, failure);
    if (fenced) {
      trace.add(() -> "An attempt learns that it has lost its shards, and ends.");
    }
    return fenced;
  }

  private static boolean isCause(Class<? extends Throwable> type, RuntimeException failure) {
    return Throwables.getCausalChain(failure).stream().anyMatch(type::isInstance);
  }

  private void takeCheckpoint(Attempt attempt) {
    Checkpoint completed = attempt.takeCompleted();
    if (completed != null) {
      last = completed;
      trace.add(() -> "A checkpoint is complete, at the offsets " + last.offsets() + ".");
    }
  }

  private void die(@Nullable Attempt attempt) {
    crashes++;
    noteOffsets(attempt);
    Object sender = attempt == null ? this : attempt;
    dropWrites(sender);
    if (attempt != null && zombies.remove(attempt)) {
      return;
    }
    before = current == null ? before : current;
    current = null;
    draining = false;
  }

  /** Of the writes that a dead attempt sent, each is lost, or takes effect later. */
  private void dropWrites(Object sender) {
    Iterator<PendingWrite> writes = world.pending().iterator();
    while (writes.hasNext()) {
      PendingWrite write = writes.next();
      boolean lost = !writesLinger || choices.oneIn(3);
      if (write.sender().equals(sender) && lost) {
        writes.remove();
      }
    }
  }

  /** Lets the job die, or be taken for dead, and restarts it, maybe with another parallelism. */
  void kill() {
    Attempt attempt = current;
    if (attempt == null) {
      return;
    }
    noteOffsets(attempt);
    before = attempt;
    current = null;
    draining = false;
    crashes++;
    if (scenario.has(Scenario.Change.ZOMBIE) && zombies.size() < 2 && choices.below(2) == 1) {
      trace.add(() -> "The job is taken for dead, but goes on.");
      zombies.add(attempt);
    } else {
      trace.add(() -> "The job is killed.");
      dropWrites(attempt);
    }
    if (scenario.has(Scenario.Change.RESCALE) && choices.below(2) == 1) {
      int parallelism = 1 + choices.below(3);
      settings = settings.withParallelism(parallelism);
      trace.add(() -> "It will have " + parallelism + " subtasks.");
    }
  }

  /** Ends all zombies; what they sent may still take effect. */
  void endZombies() {
    zombies.forEach(this::noteOffsets);
    zombies.forEach(this::dropWrites);
    zombies.clear();
  }

  /** Begins to drain the job. */
  void drain() {
    if (current != null && !draining && mayDrain(current)) {
      trace.add(() -> "The job is told to drain.");
      draining = true;
      current.end();
    }
  }

  /** An exact drain waits until the job has read again what its lost attempts had read. */
  private boolean mayDrain(Attempt attempt) {
    zombies.forEach(this::noteOffsets);
    Map<Integer, Long> now = attempt.offsets();
    return scenario.has(Scenario.Change.EARLY_DRAIN)
        || furthest.entrySet().stream()
            .allMatch(entry -> now.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
  }

  private void noteOffsets(@Nullable Attempt attempt) {
    if (attempt != null) {
      attempt
          .offsets()
          .forEach((partition, offset) -> furthest.merge(partition, offset, Math::max));
    }
  }

  /** Starts the job without its state, after all of it was drained. */
  void startAgain() {
    Attempt drained = current();
    Map<Integer, Long> offsets =
        scenario.has(Scenario.Change.LOST_COMMIT) ? last.offsets() : drained.offsets();
    before = drained;
    current = null;
    draining = false;
    last = Checkpoint.at(offsets);
    world.nextIncarnation();
    run = run.next(world.incarnation());
    trace.add(() -> "The drained job starts without state, at the offsets " + offsets + ".");
  }
}
