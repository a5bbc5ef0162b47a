package io.quipu.benchmarks.throughput;

import io.quipu.benchmarks.throughput.ContenderProcess.Outcome;
import io.quipu.benchmarks.throughput.ContenderProcess.Sample;
import java.util.Comparator;
import java.util.List;

/**
 * What a contender's run came to.
 *
 * @param contender its name
 * @param right whether all rows are those of the recount
 * @param counted how many events it counted
 * @param eventsPerSecond over the run, from the moment at which it had started
 * @param warmEventsPerSecond to the end, from that moment between a twentieth and a half of all
 *     events from which it is lowest
 * @param cpuMicrosPerEvent what a warm process used of the processors for one event, with its
 *     compilers and collectors
 */
record ContenderFigures(
    String contender,
    boolean right,
    long counted,
    double eventsPerSecond,
    double warmEventsPerSecond,
    double cpuMicrosPerEvent) {

  /** The figures of a run in which so many events should have been counted, with this digest. */
  static ContenderFigures of(
      String contender, Outcome outcome, long expected, Tally.Digest digest) {
    List<Sample> samples = outcome.samples();
    Sample first = samples.get(0);
    Sample last = samples.get(samples.size() - 1);
    // Results may come in bursts, of all that was read since the burst before. A rate that began
    // within one would have its results, and not the time that they took; the lowest began after.
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
