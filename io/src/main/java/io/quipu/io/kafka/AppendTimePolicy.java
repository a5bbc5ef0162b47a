package io.quipu.io.kafka;

import java.time.Clock;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;

/**
 * Stream time of one partition: the broker's append time, which never goes back; for a record that
 * was written before the topic had append times, the time at which it is read.
 *
 * <p>A partition from which nothing comes follows the clock a little behind. Beam's own policy for
 * append times does so 2 seconds behind, and only as often as the backlog is asked for, which would
 * hold stream time up. Here a record may be behind the watermark instead, after a pause of the
 * network, say; no stage drops it for that.
 */
final class AppendTimePolicy extends TimestampPolicy<byte[], byte[]> {
  /** How long a partition must be silent, and how far it then stays behind the clock. */
  static final long IDLE_MS = 200;

  /** After how long a backlog that brings no record is taken for none. */
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

  /** The policy of a partition, for KafkaIO. */
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
    // A negative backlog is unknown: at the start, when there may be much of it, and when more was
    // read than was there at the latest look, which is a second old at most. The markers of
    // transactions are a backlog that is never read.
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
