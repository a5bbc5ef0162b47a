package io.quipu.simulation.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs many schedules, each on one thread. */
public final class Sweep {

  /**
   * What came of many schedules.
   *
   * @param schedules how many were run
   * @param crashes how often a job died in all of them
   * @param failures those in which something went wrong, the first ones first
   */
  public record Result(long schedules, long crashes, List<Outcome> failures) {}

  private final AtomicLong next;
  private final long end;
  private final LongFunction<List<Schedule>> schedules;
  private long run;
  private long crashes;
  private final List<Outcome> failures = new ArrayList<>();

  private Sweep(long from, long end, LongFunction<List<Schedule>> schedules) {
    this.next = new AtomicLong(from);
    this.end = end;
    this.schedules = schedules;
  }

  /**
   * Runs the schedules of consecutive seeds.
   *
   * @param scenario null for the scenarios in which the product is exact, in turn
   * @param threads how many schedules run at once
   */
  public static Result seeds(
      @Nullable Scenario scenario, long from, long count, int steps, int threads)
      throws InterruptedException {
    return new Sweep(from, from + count, seed -> List.of(schedule(scenario, seed, steps)))
        .run(threads);
  }

  /** The schedule of a seed; without a scenario the seed chooses one in which all is exact. */
  public static Schedule schedule(@Nullable Scenario scenario, long seed, int steps) {
    List<Scenario> exact = Scenario.exactOnes();
    return Schedule.of(
        scenario == null ? exact.get((int) Math.floorMod(seed, (long) exact.size())) : scenario,
        seed,
        steps);
  }

  /**
   * Runs all histories of up to this many events of two kinds, and lets each die at every call,
   * element and timer.
   *
   * @param seed chooses how the runner behaves
   */
  public static Result histories(int longest, long seed, int threads) throws InterruptedException {
    // The numbers 2 to 2^(n+1) - 1 in binary, without the leading 1, are all words of 1 to n bits.
    return new Sweep(2, 2L << longest, number -> crashes(history(number), seed)).run(threads);
  }

  private static String history(long number) {
    return Long.toBinaryString(number).substring(1).replace('0', 'A').replace('1', 'B');
  }

  private static List<Schedule> crashes(String history, long seed) {
    Schedule whole = Schedule.ofHistory(history, seed);
    int places = Simulation.run(whole).places();
    List<Schedule> all = new ArrayList<>();
    all.add(whole);
    for (int place = 0; place < places; place++) {
      all.add(whole.withCrashAt(place));
    }
    return all;
  }

  private Result run(int threads) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Boolean>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(this::work);
      }
      for (Future<Boolean> worker : pool.invokeAll(workers)) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The simulator failed.", e.getCause());
    } finally {
      pool.shutdownNow();
    }
    failures.sort(
        Comparator.comparingLong((Outcome outcome) -> outcome.schedule().seed())
            .thenComparing(outcome -> outcome.schedule().command()));
    return new Result(run, crashes, failures);
  }

  private Boolean work() {
    for (long number = next.getAndIncrement();
        number < end && !Thread.currentThread().isInterrupted();
        number = next.getAndIncrement()) {
      for (Schedule schedule : schedules.apply(number)) {
        note(Simulation.run(schedule));
      }
    }
    return true;
  }

  private synchronized void note(Outcome outcome) {
    run++;
    crashes += outcome.crashes();
    if (outcome.hasFailed()) {
      failures.add(outcome);
    }
  }
}
