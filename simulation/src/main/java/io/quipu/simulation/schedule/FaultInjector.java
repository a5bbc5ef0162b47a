package io.quipu.simulation.schedule;

import io.quipu.model.progress.ReadPosition;
import io.quipu.simulation.runner.Environment;
import io.quipu.simulation.world.SimulatedCrash;
import io.quipu.simulation.world.SimulatedLog;
import io.quipu.simulation.world.World;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happens around each call of a stage to the outside, and before each element and timer: the
 * caller dies, a write is repeated, or others go on meanwhile.
 */
final class FaultInjector implements Environment, World.Faults {
  private final Schedule schedule;
  private final Choices choices;
  private final Trace trace;
  private final int crashEvery;
  private @Nullable World world;
  private @Nullable Launcher launcher;
  private Runnable meanwhile = () -> {};
  private int places;
  private boolean nested;
  private boolean calm;

  FaultInjector(Schedule schedule, Choices choices, Trace trace) {
    this.schedule = schedule;
    this.choices = choices;
    this.trace = trace;
    int often = choices.below(4);
    this.crashEvery =
        schedule.scenario().has(Scenario.Change.CRASH) && often > 0 ? 1 << (5 + 2 * often) : 0;
  }

  void connect(World itsWorld, Launcher itsLauncher) {
    world = itsWorld;
    launcher = itsLauncher;
  }

  /** Sets what others may do while a call is under way. */
  void meanwhile(Runnable action) {
    meanwhile = action;
  }

  /** Lets nothing die any more. */
  void calm() {
    calm = true;
  }

  int places() {
    return places;
  }

  @Override
  public int choose(int n) {
    return choices.below(n);
  }

  @Override
  public Instant now() {
    return Instant.ofEpochMilli(world().millis());
  }

  @Override
  public int partitions() {
    return world().log().partitions();
  }

  @Override
  public @Nullable Read read(int partition, long offset) {
    SimulatedLog log = world().log();
    long from = Math.max(offset, log.first(partition));
    SimulatedLog.LogRecord record = log.read(partition, from);
    if (record == null) {
      return null;
    }
    return new Read(
        TimestampedValue.of(
            SourceItems.of(record.event().toEvent()), Instant.ofEpochMilli(record.appendTime())),
        from + 1);
  }

  @Override
  public Object position(int partition, long offset, long upTo) {
    return SourceItems.of(new ReadPosition("events", partition, offset, upTo));
  }

  @Override
  public void beforeWork(Supplier<String> what) {
    maybeDie(what);
  }

  @Override
  public void call(Supplier<String> what) {
    trace.mark(places);
    maybeDie(what);
    if (!nested && choices.oneIn(12)) {
      nested = true;
      try {
        meanwhile.run();
      } finally {
        nested = false;
      }
    }
  }

  private void maybeDie(Supplier<String> what) {
    int place = places++;
    boolean chosen = schedule.crashAt() >= 0 ? place == schedule.crashAt() : chance();
    if (chosen) {
      trace.add(() -> "The process dies before: " + what.get() + ".");
      throw new SimulatedCrash("The simulated process dies here.");
    }
  }

  private boolean chance() {
    return !calm && choices.oneIn(crashEvery);
  }

  @Override
  public boolean timesOut(Supplier<String> what) {
    boolean again = choices.oneIn(20);
    if (again) {
      trace.add(() -> "No answer comes, so this is sent twice: " + what.get() + ".");
    }
    return again;
  }

  @Override
  public Object caller() {
    Launcher its = Objects.requireNonNull(launcher);
    Object caller = its.caller();
    return caller == null ? its : caller;
  }

  private World world() {
    return Objects.requireNonNull(world);
  }
}
