package io.quipu.cli.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A firing that a webhook is told of.
 *
 * @param id identifies the firing; a repeated message has the same one
 * @param kind fired or failed
 * @param body the message as it is in the topic
 */
record Notification(String id, String kind, String trigger, String company, String body) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Reads a message; empty if it is no firing. */
  static Optional<Notification> of(byte[] message) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(message)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        parser.skipChildren();
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          fields.put(name, parser.getText());
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    String id = fields.get("id");
    return id == null || id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Notification(
                id,
                fields.getOrDefault("kind", ""),
                fields.getOrDefault("trigger", ""),
                fields.getOrDefault("company", ""),
                new String(message, StandardCharsets.UTF_8)));
  }

  boolean isFailure() {
    return !kind.equals("fired");
  }
}
