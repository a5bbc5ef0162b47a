package io.quipu.io.kafka;

import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Turns messages of Kafka into records. */
public final class Messages {
  private static final byte[] NOTHING = new byte[0];

  private Messages() {}

  /**
   * When a message came: the broker's append time, or now. A producer can write any time into a
   * message. A replayed record came when it was appended first.
   */
  public static long came(ConsumerRecord<byte[], byte[]> message) {
    return came(
        message.headers(),
        message.timestampType() == TimestampType.LOG_APPEND_TIME
            ? message.timestamp()
            : System.currentTimeMillis());
  }

  /**
   * When a message with these headers came, in milliseconds since 1970.
   *
   * @param appended when it was appended; a replayed record is never newer
   */
  public static long came(@Nullable Headers headers, long appended) {
    return headers == null
        ? appended
        : Math.min(appended, ReplayHeaders.came(headers).orElse(appended));
  }

  /**
   * The record of a message.
   *
   * @param value null if the message has none; the parser then refuses the record
   * @param came when the message came, in milliseconds since 1970; see {@link #came}
   */
  public static RawRecord record(
      String topic, int partition, long offset, byte @Nullable [] value, long came) {
    return new RawRecord(
        value == null ? NOTHING : value, new SourcePosition(topic, partition, offset), came);
  }
}
