package io.quipu.io.deadletters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StructuralByteArray;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes messages as KafkaIO does, but compares them by their bytes. KafkaIO's coder compares
 * arrays by identity, so the direct runner's check for changed elements would warn about every
 * message.
 */
final class MessageCoder extends ProducerRecordCoder<byte[], byte[]> {
  private static final long serialVersionUID = 1L;

  MessageCoder() {
    super(ByteArrayCoder.of(), ByteArrayCoder.of());
  }

  @Override
  public Object structuralValue(ProducerRecord<byte[], byte[]> message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      encode(message, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StructuralByteArray(bytes.toByteArray());
  }
}
