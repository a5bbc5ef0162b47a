package io.quipu.io.kafka.log;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * A gap in Kafka's log: the job needs an offset that the log does not have.
 *
 * @param partition the partition with the gap
 * @param offset the offset that the job needs next
 * @param first the offset of the oldest record that Kafka still has
 * @param end the offset after the last record
 */
public record LogGap(TopicPartition partition, long offset, long first, long end) {

  /** Returns the gap of a partition; none if its log has the offset. */
  public static Optional<LogGap> between(
      TopicPartition partition, long offset, long first, long end) {
    return offset < first || offset > end
        ? Optional.of(new LogGap(partition, offset, first, end))
        : Optional.empty();
  }

  /** The offset at which a job continues that accepts the gap. */
  public long nextOffset() {
    return offset < first ? first : end;
  }

  /**
   * The number of lost records. If the log ends before the offset, the number is unknown, and this
   * is 1.
   */
  public long lost() {
    return Math.max(1, first - offset);
  }

  /** What a user reads who accepted the gap. */
  public String acceptedMessage() {
    return "Kafka does not have offset %d of %s. Because of --accept-gap, the job continues at offset %d."
        .formatted(offset, partition, nextOffset());
  }

  /** What a user reads who did not accept the gap: what happened, and what to do. */
  public String message() {
    return offset < first
        ? ("Kafka has deleted records of %s that were not counted: the job continues at offset %d, and"
                + " the oldest record left has offset %d, so %,d are lost. Give --accept-gap to"
                + " continue without them. Or send the lost events again, and keep records longer"
                + " (retention.ms).")
            .formatted(partition, offset, first, lost())
        : ("The log of %s ends at offset %d, before offset %d at which the job continues: the topic was"
                + " deleted and created again, or its last records were lost. Give --accept-gap to read"
                + " only new records. To read the topic from its beginning, give another"
                + " --consumer-group and another --keyspace.")
            .formatted(partition, end, offset);
  }
}
