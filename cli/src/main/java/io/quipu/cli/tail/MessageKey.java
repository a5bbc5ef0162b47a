package io.quipu.cli.tail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/** The key of a message that a job writes: a JSON array that begins with the company. */
public final class MessageKey {
  private static final JsonFactory JSON = new JsonFactory();

  private MessageKey() {}

  /** The company; empty if the message is of somebody else. */
  public static Optional<String> company(byte[] key) {
    try (JsonParser parser = JSON.createParser(key)) {
      return parser.nextToken() == JsonToken.START_ARRAY
              && parser.nextToken() == JsonToken.VALUE_STRING
          ? Optional.of(parser.getText())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
