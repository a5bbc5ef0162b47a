package io.quipu.io.kafka.changes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.RowVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A changed row as a message of Kafka, in JSON.
 *
 * <p>The key is an array that names the row, so a compacted topic keeps the last message of each
 * row:
 *
 * <pre>{@code
 * ["acme","orders","country","France","day","2026-11-26T00:00:00Z"]
 * }</pre>
 *
 * <p>The value has the row and its version:
 *
 * <pre>{@code
 * {"company":"acme","statistic":"orders","dimension":"country","value":"France",
 *  "resolution":"day","bucket":"2026-11-26T00:00:00Z","count":12,"uniques":3,
 *  "sums":{"revenue":"45.10"},"version":"4504699138998284","time":"2026-11-26T10:11:12.345Z"}
 * }</pre>
 *
 * <p>A removed row has the count 0. Sums and versions are texts, because a JSON number can lose
 * digits.
 */
final class ChangeMessage {
  private static final JsonFactory JSON = new JsonFactory();

  private ChangeMessage() {}

  /** Writes JSON. */
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] key(CountRow row) {
    return bytes(
        json -> {
          json.writeStartArray();
          json.writeString(row.company());
          json.writeString(row.statistic());
          json.writeString(row.dimension());
          json.writeString(row.value());
          json.writeString(row.resolution().word());
          json.writeString(row.start().toString());
          json.writeEndArray();
        });
  }

  /**
   * The value of a message.
   *
   * @param time the stream time of the change
   */
  static byte[] value(CountRow row, Instant time) {
    return bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("company", row.company());
          json.writeStringField("statistic", row.statistic());
          json.writeStringField("dimension", row.dimension());
          json.writeStringField("value", row.value());
          json.writeStringField("resolution", row.resolution().word());
          json.writeStringField("bucket", row.start().toString());
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
          json.writeStringField("time", time.toString());
          json.writeEndObject();
        });
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing is written to a file here.", e);
    }
    return bytes.toByteArray();
  }
}
