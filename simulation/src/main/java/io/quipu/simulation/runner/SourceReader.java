package io.quipu.simulation.runner;

import io.quipu.simulation.state.Times;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Reads the partitions of one subtask. Stream time follows the records; of an idle partition it
 * follows the clock, 200 ms behind it, as the product's source does.
 */
final class SourceReader {
  private static final Duration IDLE = Duration.millis(200);
  private static final TupleTag<Object> ALL = new TupleTag<>("read");

  private final Task task;
  private final Environment environment;
  private final RunnerTampering tampering;
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private final Map<Integer, Instant> watermarks = new TreeMap<>();
  private Instant sent = Times.MIN;
  private final Map<Integer, Long> appended = new TreeMap<>();
  private Instant latest = Times.MIN;
  private boolean ended;

  SourceReader(Task task, Environment environment, RunnerTampering tampering) {
    this.task = task;
    this.environment = environment;
    this.tampering = tampering;
  }

  static TupleTag<Object> tag() {
    return ALL;
  }

  Task task() {
    return task;
  }

  /**
   * Lets it read a partition.
   *
   * @param time no record before the offset has a later time
   */
  void assign(int partition, long offset, Instant time) {
    latest = time.isAfter(latest) ? time : latest;
    offsets.put(partition, offset);
    watermarks.put(partition, Times.MIN);
  }

  /** Begins to read a partition that was added. The watermark does not go back for it. */
  void find(int partition) {
    offsets.put(partition, 0L);
    watermarks.put(partition, sent);
  }

  /** The latest time of all that it has read. */
  Instant latest() {
    return sent.isAfter(latest) ? sent : latest;
  }

  Map<Integer, Long> offsets() {
    return offsets;
  }

  /** Reads the next record of a partition; returns false if the partition has no more records. */
  boolean poll(int partition) {
    if (ended) {
      return false;
    }
    Environment.Read read = environment.read(partition, offset(partition));
    if (read == null) {
      return false;
    }
    environment.beforeWork(() -> "a record of partition " + partition);
    offsets.put(partition, read.nextOffset());
    Instant time = read.element().getTimestamp();
    if (time.isAfter(watermarks.get(partition))) {
      watermarks.put(partition, time);
    }
    appended.put(partition, time.getMillis());
    output(read.element().getValue(), time);
    return true;
  }

  private void output(Object element, Instant time) {
    latest = time.isAfter(latest) ? time : latest;
    WindowedValue<Object> value = WindowedValues.timestampedValueInGlobalWindow(element, time);
    task.source().output(ALL, value);
  }

  /**
   * Says how far it has read each partition, as the product's source does once a second. The time
   * of a position is not before that of anything before it.
   */
  void sendPositions() {
    if (ended) {
      return;
    }
    Instant time = latest();
    for (int partition : offsets.keySet()) {
      long upTo =
          hasMore(partition)
              ? appended.getOrDefault(partition, Long.MIN_VALUE)
              : environment.now().getMillis();
      output(environment.position(partition, offset(partition), upTo), time);
    }
  }

  boolean hasMore(int partition) {
    return !ended && environment.read(partition, offset(partition)) != null;
  }

  private long offset(int partition) {
    return Objects.requireNonNull(offsets.get(partition), "It is not assigned.");
  }

  /** Sends the watermark, if it has moved; returns whether it has. */
  boolean sendWatermark() {
    Instant least = Times.MAX;
    for (Map.Entry<Integer, Instant> one : watermarks.entrySet()) {
      Instant watermark = one.getValue();
      if (!hasMore(one.getKey())) {
        Instant idle = environment.now().minus(IDLE);
        watermark = idle.isAfter(watermark) ? idle : watermark;
        one.setValue(watermark);
      }
      least = Times.min(least, watermark);
    }
    if (ended) {
      least = Times.MAX;
    } else if (watermarks.isEmpty()) {
      // Flink marks a source without partitions as idle; it must not hold the others up.
      least = environment.now().minus(IDLE);
    }
    least = tampering.watermark(least);
    if (!least.isAfter(sent)) {
      return false;
    }
    sent = least;
    task.advanceSource(least);
    return true;
  }

  /** Ends the input, as a drain does. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }
}
