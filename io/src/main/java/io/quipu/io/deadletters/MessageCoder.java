package io.quipu.io.deadletters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StructuralByteArray;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes messages as KafkaIO does. Its own coder takes two messages for different ones if their
 * arrays are, whatever they hold; the direct runner, which looks for changes, warns of every one.
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
