package io.quipu.simulation.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kafka: partitions of records with append times, from which old records are deleted. */
public final class SimulatedLog {

  /**
   * A record.
   *
   * @param event what a producer sent
   * @param appendTime when the broker took it, in milliseconds since 1970
   */
  public record LogRecord(SentEvent event, long appendTime) {}

  private static final class Partition {
    private final List<LogRecord> records = new ArrayList<>();
    private long first;
    private long latest = Long.MIN_VALUE;
  }

  private final List<Partition> partitions = new ArrayList<>();
  private long clock;
  private long lastAppendTime = Long.MIN_VALUE;

  /** A log with this many empty partitions. */
  public SimulatedLog(int partitions) {
    for (int i = 0; i < partitions; i++) {
      addPartition();
    }
  }

  /** Adds an empty partition. */
  public void addPartition() {
    partitions.add(new Partition());
  }

  /** How many partitions there are. */
  public int partitions() {
    return partitions.size();
  }

  /**
   * Appends a record to a partition. As at a broker, append times do not go back until its clock is
   * set.
   */
  public void append(int partition, LogRecord record) {
    Partition log = partitions.get(partition);
    log.latest = Math.max(log.latest, record.appendTime());
    log.records.add(new LogRecord(record.event(), log.latest));
    lastAppendTime = Math.max(lastAppendTime, log.latest);
  }

  /** Sets the clock of the broker by so much, in milliseconds; from now on append times differ. */
  public void setClock(long millis) {
    clock += millis;
    partitions.forEach(partition -> partition.latest = Long.MIN_VALUE);
  }

  /** The latest append time of all records, in milliseconds since 1970. */
  public long lastAppendTime() {
    return lastAppendTime;
  }

  /** How far the clock of the broker is ahead of that of the workers, in milliseconds. */
  public long clock() {
    return clock;
  }

  /** The offset of the oldest record that is left. */
  public long first(int partition) {
    return partitions.get(partition).first;
  }

  /** The offset after the last record. */
  public long end(int partition) {
    return partitions.get(partition).records.size();
  }

  /** Deletes the records before an offset, as retention does. */
  public void deleteBefore(int partition, long offset) {
    Partition log = partitions.get(partition);
    log.first = Math.max(log.first, Math.min(offset, end(partition)));
  }

  /**
   * The record at an offset; null if it is not there yet.
   *
   * @throws IllegalStateException if it was deleted
   */
  public @Nullable LogRecord read(int partition, long offset) {
    Partition log = partitions.get(partition);
    if (offset < log.first) {
      throw new IllegalStateException("Offset " + offset + " was deleted.");
    }
    return offset < log.records.size() ? log.records.get((int) offset) : null;
  }
}
