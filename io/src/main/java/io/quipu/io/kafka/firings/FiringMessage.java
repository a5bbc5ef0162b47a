package io.quipu.io.kafka.firings;

import com.google.common.hash.Hashing;
import io.quipu.io.kafka.JsonMessage;
import io.quipu.model.counter.CountRow;
import io.quipu.model.trigger.Firing;
import java.time.Instant;

/**
 * A firing as a message of Kafka, in JSON.
 *
 * <p>The key is an array that identifies the firing. A repeated message has the same key:
 *
 * <pre>{@code
 * ["acme","big-day","","orders","country","France","day","2026-11-26T00:00:00Z",1]
 * }</pre>
 *
 * <p>They are company, trigger, customer, statistic, dimension, value, resolution, bucket, and the
 * number of arming; 0 for a failure. The value has the numbers too. Its {@code id} is a hash of the
 * key:
 *
 * <pre>{@code
 * {"id":"3f0c…","kind":"fired","trigger":"big-day","number":1,"late":false,"company":"acme",
 *  "statistic":"orders","dimension":"country","value":"France","resolution":"day",
 *  "bucket":"2026-11-26T00:00:00Z","count":1000,"uniques":311,"sums":{"revenue":"4510.10"},
 *  "version":"4504699138999272","time":"2026-11-26T10:11:12.345Z"}
 * }</pre>
 *
 * <p>The kind is {@code failed} if the condition has no value; {@code failure} then says why.
 */
final class FiringMessage {
  private FiringMessage() {}

  static byte[] key(Firing firing) {
    CountRow row = firing.row();
    return JsonMessage.bytes(
        json -> {
          json.writeStartArray();
          json.writeString(row.company());
          json.writeString(firing.trigger());
          json.writeString(row.customer());
          json.writeString(row.statistic());
          json.writeString(row.dimension());
          json.writeString(row.value());
          json.writeString(row.resolution().word());
          json.writeString(row.start().toString());
          json.writeNumber(firing.number());
          json.writeEndArray();
        });
  }

  static byte[] value(Firing firing) {
    return JsonMessage.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField(
              "id", Hashing.sha256().hashBytes(key(firing)).toString().substring(0, 32));
          json.writeStringField("kind", firing.isFailure() ? "failed" : "fired");
          json.writeStringField("trigger", firing.trigger());
          json.writeNumberField("number", firing.number());
          json.writeBooleanField("late", firing.late());
          if (firing.failure() != null) {
            json.writeStringField("failure", firing.failure());
          }
          JsonMessage.writePlace(firing.row(), json);
          JsonMessage.writeNumbers(firing.row(), json);
          json.writeStringField("time", Instant.ofEpochMilli(firing.time()).toString());
          json.writeEndObject();
        });
  }
}
