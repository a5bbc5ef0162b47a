package io.quipu.io.kafka.changes;

import io.quipu.io.kafka.JsonMessage;
import io.quipu.model.counter.CountRow;
import java.time.Instant;

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
 * <p>A removed row has the count 0. Sums and versions are strings, because a JSON number can lose
 * digits.
 */
final class ChangeMessage {
  private ChangeMessage() {}

  static byte[] key(CountRow row) {
    return JsonMessage.bytes(
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
    return JsonMessage.bytes(
        json -> {
          json.writeStartObject();
          JsonMessage.writePlace(row, json);
          JsonMessage.writeNumbers(row, json);
          json.writeStringField("time", time.toString());
          json.writeEndObject();
        });
  }
}
