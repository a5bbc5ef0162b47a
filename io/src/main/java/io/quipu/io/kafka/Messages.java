package io.quipu.io.kafka;

import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import org.jspecify.annotations.Nullable;

/** Turns messages of Kafka into records. */
public final class Messages {
  private static final byte[] NOTHING = new byte[0];

  private Messages() {}

  /**
   * The record of a message.
   *
   * @param value null if the message has none; the parser then refuses the record
   * @param came when the message came, in milliseconds since 1970
   */
  public static RawRecord record(
      String topic, int partition, long offset, byte @Nullable [] value, long came) {
    return new RawRecord(
        value == null ? NOTHING : value, new SourcePosition(topic, partition, offset), came);
  }
}
