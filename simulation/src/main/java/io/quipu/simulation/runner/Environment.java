package io.quipu.simulation.runner;

import java.util.function.Supplier;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an attempt needs from outside: the log, the clock, and choices. */
public interface Environment {

  /** A record of the log and the offset after it. */
  record Read(TimestampedValue<?> element, long nextOffset) {}

  /** Chooses one of n possibilities, 0 to n - 1. */
  int choose(int n);

  /** The worker's clock. */
  Instant now();

  /** How many partitions the log has. */
  int partitions();

  /** Reads the record at an offset; null if the log ends before the offset. */
  @Nullable Read read(int partition, long offset);

  /**
   * The element by which a source says how far it has read a partition.
   *
   * @param upTo all records that were appended before this time were read
   */
  Object position(int partition, long offset, long upTo);

  /** Called before each element and timer is processed; throws to let the attempt crash. */
  void beforeWork(Supplier<String> what);
}
