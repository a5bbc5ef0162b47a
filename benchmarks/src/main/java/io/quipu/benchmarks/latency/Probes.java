package io.quipu.benchmarks.latency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Probe events between their append and the read of their rows. They belong to several counters.
 * Events of one counter stay in order, so the k-th is readable when the counter's row has the count
 * k or more.
 *
 * <p>Only the append time decides whether an event is measured, not whether the event before was
 * read. So if a job stalls for ten seconds, all probes of these ten seconds are slow, not one. An
 * event that is never read counts with the time waited for it.
 *
 * <p>Thread-safe.
 */
public final class Probes {
  /**
   * The longest latency that is recorded, an hour; values are in microseconds with three
   * significant digits.
   */
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private static final int DIGITS = 3;

  private final List<Deque<Long>> waiting = new ArrayList<>();
  private final long[] read;
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis = Long.MAX_VALUE;
  private Histogram latencies = histogram();
  private Histogram doubts = histogram();

  /**
   * @param counters the number of counters
   */
  public Probes(int counters) {
    for (int i = 0; i < counters; i++) {
      waiting.add(new ArrayDeque<>());
    }
    read = new long[counters];
  }

  int counters() {
    return read.length;
  }

  /** Measures only events that are appended at or after a time. */
  public synchronized void measureFrom(long millis) {
    fromMillis = millis;
    toMillis = Long.MAX_VALUE;
    latencies = histogram();
    doubts = histogram();
  }

  /** Stops the measurement: events that are appended at or after a time are not measured. */
  public synchronized void measureUntil(long millis) {
    toMillis = millis;
  }

  /** Adds an event of a counter, which the broker has appended at this time. */
  synchronized void appended(int counter, long millis) {
    waiting.get(counter).add(millis);
  }

  /**
   * Reports that a counter's row was read.
   *
   * @param count the count in the row
   * @param since the start of the previous poll, in microseconds since 1970
   * @param now the arrival of the answer, in microseconds since 1970
   */
  synchronized void seen(int counter, long count, long since, long now) {
    Deque<Long> ofCounter = waiting.get(counter);
    // The row may be readable before Kafka acknowledges the event; then the next poll counts it.
    for (; read[counter] < count && !ofCounter.isEmpty(); read[counter]++) {
      record(ofCounter.remove(), since, now);
    }
  }

  /** The number of measured events whose rows are not read yet. */
  public synchronized long unread() {
    return waiting.stream().flatMap(Deque::stream).filter(this::isMeasured).count();
  }

  /** Records each unread event with the time waited for it so far. */
  public synchronized void giveUp(long now) {
    waiting.stream()
        .flatMap(Deque::stream)
        .filter(this::isMeasured)
        .forEach(appended -> record(appended, now, now));
  }

  /** The times from the append to the answer that includes the event, in microseconds. */
  public synchronized Histogram latencies() {
    return latencies.copy();
  }

  /**
   * Upper bounds of how much each of {@link #latencies} is too long due to polling, in
   * microseconds.
   */
  synchronized Histogram doubts() {
    return doubts.copy();
  }

  private void record(long appendedMillis, long since, long now) {
    if (isMeasured(appendedMillis)) {
      // The broker's timestamps are in milliseconds.
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
