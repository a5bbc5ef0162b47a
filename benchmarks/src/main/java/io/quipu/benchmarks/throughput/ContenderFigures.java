package io.quipu.benchmarks.throughput;

import io.quipu.benchmarks.throughput.ContenderProcess.Outcome;
import io.quipu.benchmarks.throughput.ContenderProcess.Sample;
import java.util.Comparator;
import java.util.List;

/**
 * The figures of one contender's run.
 *
 * @param contender the contender's name
 * @param right whether all rows equal those of the recount
 * @param counted the number of events that it counted
 * @param eventsPerSecond the rate over the whole run, after its start
 * @param warmEventsPerSecond the lowest of the rates from a moment to the end, over all moments at
 *     which a twentieth to a half of the events is counted
 * @param cpuMicrosPerEvent the CPU time of the warm process per event, in microseconds, including
 *     the JIT compiler and the garbage collector
 */
record ContenderFigures(
    String contender,
    boolean right,
    long counted,
    double eventsPerSecond,
    double warmEventsPerSecond,
    double cpuMicrosPerEvent) {

  /**
   * The figures of a run, given the expected number of events and the digest of the expected rows.
   */
  static ContenderFigures of(
      String contender, Outcome outcome, long expected, Tally.Digest digest) {
    List<Sample> samples = outcome.samples();
    Sample first = samples.get(0);
    Sample last = samples.get(samples.size() - 1);
    // Results may come in bursts. A rate that starts within a burst includes its results, but not
    // the time spent on them, so it is too high. The lowest rate starts just after a burst.
    Sample warm =
        samples.stream()
            .filter(one -> one.counted() >= expected / 20 && one.counted() <= expected / 2)
            .min(Comparator.comparingDouble(one -> rate(one, last)))
            .orElse(first);
    return new ContenderFigures(
        contender,
        last.counted() == expected && outcome.digest().equals(digest),
        last.counted(),
        rate(first, last),
        rate(warm, last),
        1000.0
            * (last.cpuMillis() - warm.cpuMillis())
            / Math.max(1, last.counted() - warm.counted()));
  }

  private static double rate(Sample from, Sample to) {
    return 1000.0 * (to.counted() - from.counted()) / Math.max(1, to.millis() - from.millis());
  }
}
