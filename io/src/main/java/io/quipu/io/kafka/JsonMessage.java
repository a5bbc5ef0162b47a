package io.quipu.io.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.RowVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes messages of Kafka in JSON. */
public final class JsonMessage {
  private static final JsonFactory JSON = new JsonFactory();

  /** A row has names of at most 7 kB in all, and a number for each sum. */
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private JsonMessage() {}

  /** Writes a message. */
  @FunctionalInterface
  public interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** The bytes of a message. */
  public static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing is written to a file here.", e);
    }
    return bytes.toByteArray();
  }

  /**
   * A sink of messages about rows, for keys and values in bytes. It waits as long as Kafka is not
   * available.
   *
   * @param what what a message is, such as {@code a firing}
   * @param remedy a sentence that says what else to do if Kafka refuses one
   */
  public static KafkaIO.Write<byte[], byte[]> sink(
      KafkaSettings settings, String topic, String what, String remedy) {
    return KafkaIO.<byte[], byte[]>write()
        .withBootstrapServers(settings.bootstrapServers())
        .withTopic(topic)
        .withKeySerializer(ByteArraySerializer.class)
        .withValueSerializer(ByteArraySerializer.class)
        .withProducerFactoryFn(SureProducer.factory(settings, MAX_MESSAGE_BYTES, what, remedy));
  }

  /** Writes the fields that name a row. A row of a company has no field for the customer. */
  public static void writePlace(CountRow row, JsonGenerator json) throws IOException {
    json.writeStringField("company", row.company());
    if (!row.customer().isEmpty()) {
      json.writeStringField("customer", row.customer());
    }
    json.writeStringField("statistic", row.statistic());
    json.writeStringField("dimension", row.dimension());
    json.writeStringField("value", row.value());
    json.writeStringField("resolution", row.resolution().word());
    json.writeStringField("bucket", row.start().toString());
  }

  /**
   * Writes the numbers of a row. Sums and versions are strings, because a JSON number can lose
   * digits.
   */
  public static void writeNumbers(CountRow row, JsonGenerator json) throws IOException {
    json.writeNumberField("count", row.count());
    if (row.uniques() != null) {
      json.writeNumberField("uniques", row.uniques());
    }
    if (!row.sums().isEmpty()) {
      json.writeObjectFieldStart("sums");
      for (Map.Entry<String, BigDecimal> sum : new TreeMap<>(row.sums()).entrySet()) {
        json.writeStringField(sum.getKey(), sum.getValue().toPlainString());
      }
      json.writeEndObject();
    }
    json.writeStringField("version", Long.toString(RowVersion.of(row)));
  }
}
