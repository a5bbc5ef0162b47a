package io.quipu.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/** Reads and writes records as JSON. Numbers stay exact. */
public final class JsonRecords {
  private static final int MAX_DEPTH = 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonRecords() {}

  /** The bytes of a record, in UTF-8. */
  public static byte[] bytes(Object body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer cannot be written as JSON.", e);
    }
  }

  /**
   * Parses a JSON array of strings.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static List<String> strings(String array) {
    try {
      return List.of(MAPPER.readValue(array, String[].class));
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IllegalArgumentException("This is not an array of strings.", e);
    }
  }

  /**
   * Parses the record that a client sent.
   *
   * @throws Problem if the bytes are not JSON of this type
   */
  static <T> T read(byte[] bytes, Class<T> type) {
    try {
      T read = MAPPER.readValue(bytes, type);
      if (read == null) {
        throw Problem.of(HttpStatus.BAD_REQUEST_400, "The body is null; send a JSON object.");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST_400,
          "The body is not what /openapi.json describes: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ObjectMapper mapper() {
    return MAPPER;
  }
}
