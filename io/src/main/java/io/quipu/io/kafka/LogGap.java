package io.quipu.io.kafka;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * An offset at which a job wants to read on, and which Kafka's log does not have.
 *
 * @param partition where
 * @param offset at which the job reads on
 * @param first the oldest record that Kafka still has
 * @param end the offset after the last record
 */
public record LogGap(TopicPartition partition, long offset, long first, long end) {

  /** The gap of a partition, if its log does not have the offset. */
  public static Optional<LogGap> between(
      TopicPartition partition, long offset, long first, long end) {
    return offset < first || offset > end
        ? Optional.of(new LogGap(partition, offset, first, end))
        : Optional.empty();
  }

  /** The offset at which a job goes on that accepts the gap. */
  long goesOnAt() {
    return offset < first ? first : end;
  }

  /** How many records are lost; 0 if the log ends before the offset, as nobody knows then. */
  long lost() {
    return Math.max(0, first - offset);
  }

  /** What happened, and what to do. */
  public String message() {
    return offset < first
        ? ("Kafka has deleted records of %s that were not counted: the job reads on at offset %d, and"
                + " the oldest record left has offset %d, so %,d are lost. Give --accept-gap to go on"
                + " without them. Or send the lost events again, and keep records longer"
                + " (retention.ms).")
            .formatted(partition, offset, first, lost())
        : ("The log of %s ends at offset %d, before offset %d at which the job reads on: the topic was"
                + " deleted and made again, or its last records were lost. Give --accept-gap to read"
                + " only what comes from now on. To read the topic from its beginning, give another"
                + " --consumer-group, and another --keyspace or a higher --epoch.")
            .formatted(partition, end, offset);
  }
}
