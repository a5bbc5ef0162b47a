package io.quipu.it.recount;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as a tree of {@code Map}, {@code List}, {@code String}, {@code Boolean} and {@link
 * JsonNumber}; null where JSON has null.
 */
final class JsonEvent {
  private static final int MAX_DEPTH = 64;
  private static final JsonFactory JSON = new JsonFactory();

  /** A number as it is written. */
  record JsonNumber(String text, boolean whole) {}

  private final Collection<Twice> twice = new ArrayList<>();
  private int arrays;
  private final Map<String, @Nullable Object> root;

  /**
   * A field that occurs twice in one object.
   *
   * @param path the path of the field, in the catalog's syntax
   * @param inArray whether the field is inside an array
   */
  record Twice(String path, boolean inArray) {}

  private JsonEvent(JsonParser json) throws IOException, BrokenRecord {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new BrokenRecord("not an object");
    }
    root = object(json, "", 1);
    if (json.nextToken() != null) {
      throw new BrokenRecord("something follows the object");
    }
  }

  static JsonEvent read(byte[] record) throws BrokenRecord {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record));
      try (JsonParser json = JSON.createParser(record)) {
        return new JsonEvent(json);
      }
    } catch (CharacterCodingException e) {
      throw new BrokenRecord("not UTF-8", e);
    } catch (IOException e) {
      throw new BrokenRecord("not JSON", e);
    }
  }

  Map<String, @Nullable Object> root() {
    return root;
  }

  Collection<Twice> twice() {
    return twice;
  }

  private Map<String, @Nullable Object> object(JsonParser json, String prefix, int depth)
      throws IOException, BrokenRecord {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = wellFormed(json.currentName());
      String path = prefix + name.replace("\\", "\\\\").replace(".", "\\.");
      json.nextToken();
      Object value = value(json, path, depth);
      if (fields.containsKey(name)) {
        twice.add(new Twice(path, arrays > 0));
      }
      fields.put(name, value);
    }
    return fields;
  }

  private @Nullable Object value(JsonParser json, String path, int depth)
      throws IOException, BrokenRecord {
    JsonToken token = json.currentToken();
    if (token.isStructStart() && depth == MAX_DEPTH) {
      throw new BrokenRecord("too deep");
    }
    return switch (token) {
      case START_OBJECT -> object(json, path + ".", depth + 1);
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        arrays++;
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(json, path, depth + 1));
        }
        arrays--;
        yield elements;
      }
      case VALUE_STRING -> wellFormed(json.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> new JsonNumber(json.getText(), token == JsonToken.VALUE_NUMBER_INT);
    };
  }

  /** Replaces each unpaired surrogate by U+FFFD. */
  private static String wellFormed(String text) {
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(result::appendCodePoint);
    return result.toString();
  }
}
