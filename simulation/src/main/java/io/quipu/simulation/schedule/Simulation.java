package io.quipu.simulation.schedule;

import com.google.common.base.Throwables;
import io.quipu.simulation.oracle.Checker;
import io.quipu.simulation.oracle.FiringsCheck;
import io.quipu.simulation.oracle.WrongNumberException;
import io.quipu.simulation.runner.Attempt;
import io.quipu.simulation.runner.NoMetrics;
import io.quipu.simulation.schedule.Scenario.Change;
import io.quipu.simulation.world.PendingWrite;
import io.quipu.simulation.world.World;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one schedule. */
public final class Simulation {
  private static final int PARTITIONS = 2;
  private static final int MOST_SETTLING_STEPS = 20_000;
  private static final int STEPS_PER_CHECKPOINT = 9;
  private static final long[] SHORT = {50, 300, 1_000, 4_000};
  private static final long[] LONG = {
    TimeUnit.HOURS.toMillis(5), TimeUnit.DAYS.toMillis(1), TimeUnit.DAYS.toMillis(4)
  };

  private static final int IDLE_MINUTES = 3;

  private final Schedule schedule;
  private final Choices choices;
  private final Trace trace;
  private final FaultInjector outside;
  private final World world;
  private final Launcher launcher;
  private final Checker checker;
  private final Producer producer;
  private final Changes changes;
  private int idleMinutes;

  private Simulation(Schedule schedule, PlantedBugs plants, boolean traced) {
    this.schedule = schedule;
    this.choices = new Choices(schedule);
    this.trace = new Trace(traced);
    choices.setUp(0);
    this.outside = new FaultInjector(schedule, choices, trace);
    this.world = new World(PARTITIONS, EventMaker.START.toEpochMilli(), outside, plants.world());
    this.launcher = new Launcher(schedule.scenario(), choices, world, outside, plants, trace);
    this.producer = new Producer(choices, world, trace, new EventMaker(schedule).make().iterator());
    this.checker =
        new Checker(
            world,
            producer.sent(),
            schedule.scenario().promise(),
            schedule.scenario().has(Scenario.Change.SEQUENCES),
            schedule.scenario().has(Scenario.Change.LIMITS));
    world.categories().put("product-0", "tools");
    world.categories().put("product-1", "toys");
    this.changes = new Changes(schedule.scenario(), choices, world, launcher, trace);
    outside.connect(world, launcher);
    outside.meanwhile(this::meanwhile);
  }

  /** Runs a schedule of the product as it is. */
  public static Outcome run(Schedule schedule) {
    return run(schedule, PlantedBugs.NONE, false);
  }

  /**
   * Runs a schedule.
   *
   * @param traced whether to note in words what happens, which takes much longer
   */
  public static Outcome run(Schedule schedule, PlantedBugs plants, boolean traced) {
    Simulation simulation = new Simulation(schedule, plants, traced);
    World.enter(simulation.world);
    String failure = null;
    NoMetrics.enter();
    try {
      simulation.run();
    } catch (WrongNumberException e) {
      failure = e.getMessage();
    } catch (RuntimeException e) {
      failure = "The job failed: " + Throwables.getStackTraceAsString(e);
    } finally {
      World.enter(null);
    }
    return new Outcome(
        schedule,
        failure,
        simulation.trace.lines(),
        simulation.outside.places(),
        simulation.launcher.crashes(),
        simulation.trace.fingerprint());
  }

  private void run() {
    for (int step = 0; step < schedule.steps(); step++) {
      trace.step(step);
      choices.step(step);
      launcher.ensureStarted();
      act();
      checker.checkChanged();
      if (launcher.isDraining() && isDrained()) {
        launcher.startAgain();
      }
    }
    settle();
  }

  /** Without faults from here on: everything is sent, counted and written, and then compared. */
  private void settle() {
    trace.step(schedule.steps());
    choices.quiet();
    outside.calm();
    launcher.endZombies();
    int steps = 0;
    boolean busy = true;
    while (busy) {
      launcher.ensureStarted();
      if (!schedule.history().isEmpty() && steps % STEPS_PER_CHECKPOINT == 0) {
        checkpoint(launcher.current());
      }
      launcher.ensureStarted();
      busy = progress() || landOne() || idle();
      checker.checkChanged();
      if (launcher.isDraining() && isDrained()) {
        launcher.startAgain();
        busy = true;
      }
      if (++steps > MOST_SETTLING_STEPS) {
        throw new WrongNumberException("The job does not come to rest.");
      }
    }
    checker.checkAll();
    if (schedule.scenario().has(Change.TRIGGERS)) {
      FiringsCheck.require(world, producer.sent());
    }
    // After a gap, and after a drain near the end, nothing is read that could be noted.
    boolean readsOn =
        !schedule.scenario().has(Change.RETENTION) && !schedule.scenario().has(Change.DRAIN);
    if (launcher.notesPositions() && readsOn) {
      checker.requireAllNoted();
    }
  }

  /**
   * Lets time pass without events, so that stream time passes the last event. Then what waits for
   * stream time happens.
   */
  private boolean idle() {
    if (idleMinutes == IDLE_MINUTES) {
      return false;
    }
    idleMinutes++;
    // The clock of the broker may have been ahead.
    world.pass(60_000 + Math.max(0, world.log().lastAppendTime() - world.millis()));
    sendPositions(launcher.current());
    return true;
  }

  /** As Flink does, a drain waits for the timers of processing time. */
  private boolean isDrained() {
    Attempt attempt = launcher.current();
    return attempt.areChannelsEmpty()
        && attempt.bundles().isEmpty()
        && attempt.timers().isEmpty()
        && !attempt.waitsForClock()
        && !attempt.sendWatermarks()
        && attempt.areChannelsEmpty();
  }

  /** Does one thing. */
  private void act() {
    int action = choices.below(100);
    trace.mark(action);
    boolean done =
        switch (action / 2) {
          case 19 -> sendPositions(launcher.current());
          case 20, 21, 22, 23, 24, 25 -> read(launcher.current());
          case 26, 27, 28, 29, 30 -> producer.send();
          case 31, 32, 33, 34, 35 -> finishBundle(launcher.current());
          case 36, 37, 38, 39, 40 -> fire(launcher.current());
          case 41, 42 -> watermark(launcher.current());
          case 43, 44 -> pass();
          case 45 -> landOne();
          case 46, 47 -> checkpoint(launcher.current());
          case 48 -> action % 2 == 0 ? changes.happen() : zombie();
          case 49 -> zombie();
          default -> deliver(launcher.current());
        };
    if (!done) {
      progress();
    }
  }

  /** What makes progress without a fault; returns false if there is nothing left to do. */
  private boolean progress() {
    Attempt attempt = launcher.current();
    return deliver(attempt)
        || fire(attempt)
        || finishBundle(attempt)
        || read(attempt)
        || producer.send()
        || barrier(attempt)
        || sendWatermarks(attempt)
        || waitForWindow(attempt);
  }

  private boolean read(Attempt attempt) {
    return one(attempt, attempt.reads()) || one(attempt, attempt.newPartitions());
  }

  private boolean one(Attempt attempt, List<Attempt.Step> steps) {
    if (steps.isEmpty()) {
      return false;
    }
    int chosen = choices.below(steps.size());
    trace.mark(steps.size() * 31L + chosen);
    launcher.guarded(attempt, steps.get(chosen)::run);
    return true;
  }

  private boolean deliver(Attempt attempt) {
    return one(attempt, attempt.deliveries());
  }

  private boolean fire(Attempt attempt) {
    boolean fired = one(attempt, attempt.timers());
    if (fired && schedule.scenario().has(Change.PORTIONS) && attempt == launcher.running()) {
      interrupt(attempt);
    }
    return fired;
  }

  /** What may happen after one of the timers that let a month's pages leave. */
  private void interrupt(Attempt attempt) {
    switch (choices.below(16)) {
      case 9, 10, 11 -> world.pass(SHORT[1]);
      case 12, 13, 14 -> {
        attempt.beginCheckpoint();
        while (barrier(attempt) && attempt == launcher.running()) {
          trace.mark(1);
        }
      }
      case 15 -> launcher.kill();
      default -> trace.mark(2);
    }
  }

  private boolean finishBundle(Attempt attempt) {
    return one(attempt, attempt.bundles());
  }

  private boolean sendPositions(Attempt attempt) {
    if (!launcher.notesPositions()) {
      return false;
    }
    launcher.guarded(attempt, attempt::sendPositions);
    return true;
  }

  private boolean barrier(Attempt attempt) {
    return one(attempt, attempt.barriers());
  }

  private boolean checkpoint(Attempt attempt) {
    if (barrier(attempt)) {
      return true;
    }
    return attempt.beginCheckpoint();
  }

  private boolean watermark(Attempt attempt) {
    boolean[] moved = new boolean[1];
    launcher.guarded(attempt, () -> moved[0] = attempt.sendWatermark());
    return moved[0];
  }

  private boolean sendWatermarks(Attempt attempt) {
    boolean[] moved = new boolean[1];
    launcher.guarded(attempt, () -> moved[0] = attempt.sendWatermarks());
    return moved[0];
  }

  private boolean waitForWindow(Attempt attempt) {
    if (!attempt.waitsForClock()) {
      return false;
    }
    world.pass(1_000);
    return true;
  }

  private boolean pass() {
    boolean months = schedule.scenario().has(Change.MONTHS) && choices.below(3) == 0;
    long[] durations = months ? LONG : SHORT;
    world.pass(durations[choices.below(durations.length)]);
    return true;
  }

  private boolean landOne() {
    List<PendingWrite> pending = world.pending();
    if (pending.isEmpty()) {
      return false;
    }
    PendingWrite write = pending.remove(choices.below(pending.size()));
    trace.add(() -> "This takes effect now: " + write.what() + ".");
    write.land();
    return true;
  }

  private boolean zombie() {
    List<Attempt> zombies = launcher.zombies();
    if (zombies.isEmpty()) {
      return false;
    }
    Attempt zombie = zombies.get(choices.below(zombies.size()));
    return switch (choices.below(4)) {
      case 0 -> fire(zombie) || deliver(zombie);
      case 1 -> finishBundle(zombie) || read(zombie) || watermark(zombie);
      default -> deliver(zombie) || read(zombie) || finishBundle(zombie);
    };
  }

  /** What others do while an attempt waits for an answer. */
  private void meanwhile() {
    for (int i = 1 + choices.below(4); i > 0; i--) {
      if (!launcher.isZombie(launcher.caller()) && choices.below(2) == 0) {
        zombie();
      } else {
        landOne();
      }
    }
  }
}
