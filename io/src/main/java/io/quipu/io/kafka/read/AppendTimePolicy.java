package io.quipu.io.kafka.read;

import java.time.Clock;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;

/**
 * Computes the stream time of one partition: the broker's append time, which never goes back. A
 * record from before the topic had append times has the time at which it is read.
 *
 * <p>The watermark of a partition that was read to its end follows the clock, {@value #IDLE_MS} ms
 * behind it. Beam's own policy for append times stays 2 seconds behind, and moves only when the
 * backlog is requested, which would delay stream time. Here a record may be behind the watermark
 * instead, for example after a network pause. No stage drops such a record.
 *
 * <p>Until Kafka has told that the partition has no more records, the watermark waits. So after a
 * restart it does not pass the records that a lost attempt had read, however long Kafka is away.
 */
final class AppendTimePolicy extends TimestampPolicy<byte[], byte[]> {
  /**
   * How long a partition must have no records to be idle, and how far it then stays behind the
   * clock.
   */
  static final long IDLE_MS = 200;

  private final TopicPartition partition;
  private final LogEnds ends;
  private final Clock clock;
  private Instant watermark;
  private long lastRecordAt;
  private long next = LogEnds.UNKNOWN;

  /**
   * @param previous the watermark in the checkpoint mark
   * @param ends says whether the partition was read to its end
   */
  AppendTimePolicy(
      TopicPartition partition, Optional<Instant> previous, LogEnds ends, Clock clock) {
    this.partition = partition;
    this.ends = ends;
    this.clock = clock;
    this.watermark = previous.orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
    this.lastRecordAt = clock.millis();
  }

  /** Returns the policy of a partition of the reader that this thread creates, for KafkaIO. */
  static TimestampPolicy<byte[], byte[]> of(TopicPartition partition, Optional<Instant> previous) {
    LogEnds ends = ReaderContext.ofCurrentReader().ends();
    return new AppendTimePolicy(partition, previous, ends, Clock.systemUTC());
  }

  @Override
  public Instant getTimestampForRecord(
      PartitionContext context, KafkaRecord<byte[], byte[]> record) {
    lastRecordAt = clock.millis();
    next = record.getOffset() + 1;
    Instant time =
        Instant.ofEpochMilli(
            record.getTimestampType() == KafkaTimestampType.LOG_APPEND_TIME
                ? record.getTimestamp()
                : lastRecordAt);
    watermark = time.isAfter(watermark) ? time : watermark;
    return time;
  }

  @Override
  public Instant getWatermark(PartitionContext context) {
    long now = clock.millis();
    if (now - lastRecordAt > IDLE_MS && ends.isAtEnd(partition, next)) {
      Instant idle = Instant.ofEpochMilli(now - IDLE_MS);
      watermark = idle.isAfter(watermark) ? idle : watermark;
    }
    return watermark;
  }
}
