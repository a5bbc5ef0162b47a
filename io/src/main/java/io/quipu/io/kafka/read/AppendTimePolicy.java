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
 * <p>The watermark of an idle partition follows the clock, {@value #IDLE_MS} ms behind it. Beam's
 * own policy for append times stays 2 seconds behind, and moves only when the backlog is requested,
 * which would delay stream time. Here a record may be behind the watermark instead, for example
 * after a network pause. No stage drops such a record.
 */
final class AppendTimePolicy extends TimestampPolicy<byte[], byte[]> {
  /**
   * How long a partition must have no records to be idle, and how far it then stays behind the
   * clock.
   */
  static final long IDLE_MS = 200;

  /** The time without records after which a backlog counts as empty. */
  static final long MARKERS_MS = 5_000;

  private final Clock clock;
  private Instant watermark;
  private long lastRecordAt;
  private boolean endKnown;

  AppendTimePolicy(Optional<Instant> previousWatermark, Clock clock) {
    this.clock = clock;
    this.watermark = previousWatermark.orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
    this.lastRecordAt = clock.millis();
  }

  /** Returns the policy of a partition, for KafkaIO. */
  static TimestampPolicy<byte[], byte[]> of(
      TopicPartition partition, Optional<Instant> previousWatermark) {
    return new AppendTimePolicy(previousWatermark, Clock.systemUTC());
  }

  @Override
  public Instant getTimestampForRecord(
      PartitionContext context, KafkaRecord<byte[], byte[]> record) {
    lastRecordAt = clock.millis();
    Instant time =
        Instant.ofEpochMilli(
            record.getTimestampType() == KafkaTimestampType.LOG_APPEND_TIME
                ? record.getTimestamp()
                : lastRecordAt);
    if (time.isAfter(watermark)) {
      watermark = time;
    }
    return time;
  }

  @Override
  public Instant getWatermark(PartitionContext context) {
    long now = clock.millis();
    long silence = now - lastRecordAt;
    long backlog = context.getMessageBacklog();
    endKnown |= backlog >= 0;
    // A negative backlog is unknown. This happens at the start, when it may be large, and when the
    // reader has passed the last known end, which is at most a second old. Transaction markers are
    // a backlog that is never read.
    boolean caughtUp = backlog == 0 || (backlog < 0 && endKnown) || silence > MARKERS_MS;
    if (silence > IDLE_MS && caughtUp) {
      Instant idle = Instant.ofEpochMilli(now - IDLE_MS);
      if (idle.isAfter(watermark)) {
        watermark = idle;
      }
    }
    return watermark;
  }
}
