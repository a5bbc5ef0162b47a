package io.quipu.benchmarks.latency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Events that were appended, until their rows are read. They are of several counters: events of one
 * counter take one way, so that the k-th of them is readable when the counter's row says k or more.
 *
 * <p>Which events are measured is decided by when they were appended, never by whether the one
 * before was read: a job that stands still for ten seconds makes all probes of these ten seconds
 * slow, not one. What is never read counts with the time that it was waited for.
 *
 * <p>Thread-safe.
 */
final class Probes {
  /** Of a microsecond's multiples up to an hour; three digits are right. */
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private static final int DIGITS = 3;

  private final List<Deque<Long>> waiting = new ArrayList<>();
  private final long[] read;
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis = Long.MAX_VALUE;
  private Histogram latencies = histogram();
  private Histogram doubts = histogram();

  /**
   * @param counters how many there are
   */
  Probes(int counters) {
    for (int i = 0; i < counters; i++) {
      waiting.add(new ArrayDeque<>());
    }
    read = new long[counters];
  }

  int counters() {
    return read.length;
  }

  /** From now on, only what is appended from a time on is measured. */
  synchronized void measureFrom(long millis) {
    fromMillis = millis;
    toMillis = Long.MAX_VALUE;
    latencies = histogram();
    doubts = histogram();
  }

  /** What is appended from a time on is not measured. */
  synchronized void measureUntil(long millis) {
    toMillis = millis;
  }

  /** The broker has appended one more event of a counter, at this time. */
  synchronized void appended(int counter, long millis) {
    waiting.get(counter).add(millis);
  }

  /**
   * A counter's row was read.
   *
   * @param count what it says
   * @param since when the poll before, which perhaps saw less, began; in microseconds since 1970
   * @param now when the answer was there
   */
  synchronized void seen(int counter, long count, long since, long now) {
    Deque<Long> ofCounter = waiting.get(counter);
    // The row may be there before Kafka's answer is; then the next poll finds both.
    for (; read[counter] < count && !ofCounter.isEmpty(); read[counter]++) {
      record(ofCounter.remove(), since, now);
    }
  }

  /** How many measured events no poll has found yet. */
  synchronized long unread() {
    return waiting.stream().flatMap(Deque::stream).filter(this::isMeasured).count();
  }

  /** Counts what is still not read with the time that it has been waited for. */
  synchronized void giveUp(long now) {
    waiting.stream()
        .flatMap(Deque::stream)
        .filter(this::isMeasured)
        .forEach(appended -> record(appended, now, now));
  }

  /** From the append to the answer that showed it, in microseconds. */
  synchronized Histogram latencies() {
    return latencies.copy();
  }

  /** By how much each of {@link #latencies} may be too long, at most, in microseconds. */
  synchronized Histogram doubts() {
    return doubts.copy();
  }

  private void record(long appendedMillis, long since, long now) {
    if (isMeasured(appendedMillis)) {
      // A broker's clock ticks in milliseconds.
      long appended = 1000 * appendedMillis;
      latencies.recordValue(Math.min(LONGEST_MICROS, Math.max(0, now - appended)));
      doubts.recordValue(Math.min(LONGEST_MICROS, Math.max(0, now - Math.max(since, appended))));
    }
  }

  private boolean isMeasured(long appendedMillis) {
    return appendedMillis >= fromMillis && appendedMillis < toMillis;
  }

  private static Histogram histogram() {
    return new Histogram(LONGEST_MICROS, DIGITS);
  }
}
