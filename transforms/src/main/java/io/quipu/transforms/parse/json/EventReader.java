package io.quipu.transforms.parse.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.google.common.base.Utf8;
import io.quipu.transforms.parse.json.FieldTree.Node;
import io.quipu.transforms.parse.json.FieldValues.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event's bytes once and collects the fields of a {@link FieldTree}. It builds no tree of
 * the event. It checks that the whole record is one JSON object, but checks only the fields that it
 * collects. It notes fields that are twice in one object; each statistic decides whether they
 * matter.
 *
 * <p>Not thread-safe.
 */
public final class EventReader {
  static final int MAX_DEPTH = 64;

  /** Stands for a field without a value. */
  private static final Object NOTHING = new Object();

  private static final int MAX_TEXT = 1_000_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Names come from outside, so they must not fill the JVM's string table, and names with
          // the same hash must not fail.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .build())
          .build();

  private final Node root;
  private final FieldValues values;
  private final boolean properties;
  private long objects;
  private boolean plain;

  /**
   * @param properties whether to collect every scalar field as a property too
   */
  public EventReader(FieldTree tree, boolean properties) {
    this.root = tree.root();
    this.values = new FieldValues(tree);
    this.properties = properties;
  }

  /**
   * Reads an event.
   *
   * @return the collected fields, valid until the next call
   * @throws Refusal if the bytes are not one JSON object
   */
  public FieldValues read(byte[] bytes) throws Refusal {
    values.clear();
    plain = Utf8Text.isPlain(bytes);
    checkEncoding(bytes);
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      readRecord(parser);
    } catch (IOException e) {
      // The parser reads a byte array, so no I/O can fail.
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private void checkEncoding(byte[] bytes) throws Refusal {
    if (!plain && !Utf8.isWellFormed(bytes)) {
      throw new Refusal("invalid-utf-8", "The record is not valid UTF-8; write JSON in UTF-8.");
    }
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0) {
        throw new Refusal("not-json", "The record starts with NUL bytes; write JSON in UTF-8.");
      }
    }
  }

  private void readRecord(JsonParser parser) throws Refusal, IOException {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new Refusal("not-json", "The record is empty; send one JSON object a record.");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new Refusal(
            "not-an-object", "The record is JSON but no object; send one JSON object a record.");
      }
      values.setExpressionEvent(
          readObject(parser, root, false, properties ? "" : null, root.inExpressions));
      if (parser.nextToken() != null) {
        throw new Refusal(
            "not-json", "Something follows the JSON object; send one JSON object a record.");
      }
    } catch (StreamConstraintsException e) {
      throw constraint(parser);
    } catch (JsonProcessingException e) {
      // The exception's message quotes the record, so it is not used.
      throw new Refusal(
          "not-json",
          "The record is not valid JSON at byte "
              + parser.currentLocation().getByteOffset()
              + "; send one JSON object a record.");
    }
  }

  private static Refusal constraint(JsonParser parser) {
    if (parser.getParsingContext().getNestingDepth() >= MAX_DEPTH) {
      return new Refusal(
          "too-deep",
          "The record nests objects and arrays deeper than " + MAX_DEPTH + " levels; flatten it.");
    }
    return new Refusal(
        "too-long",
        "The record has a string of over "
            + MAX_TEXT
            + " characters, a name of over 50000 or a number of over 1000 digits; shorten it.");
  }

  /**
   * Reads an object up to its end.
   *
   * @param node its node in the tree; null if nothing below it is collected
   * @param inArray whether it is inside an array
   * @param property the prefix of property names below it, ending with a dot unless it is empty;
   *     null if it has no properties
   * @param wanted whether expressions need all of it
   * @return the parts of the object that expressions need; null if they need none
   */
  private @Nullable Map<String, Object> readObject(
      JsonParser parser,
      @Nullable Node node,
      boolean inArray,
      @Nullable String property,
      boolean wanted)
      throws IOException {
    long object = ++objects;
    Map<String, Object> result = wanted ? new HashMap<>() : null;
    boolean nothing = false;
    String name = parser.nextFieldName();
    while (name != null) {
      Node child = node == null ? null : node.child(name);
      if (child != null) {
        if (child.lastObject == object) {
          values.addRepeated(RepeatedField.at(parser.getParsingContext(), false));
        }
        child.lastObject = object;
      }
      boolean childWanted = wanted || (child != null && child.inExpressions);
      String childProperty = property == null ? null : property(property, name);
      JsonToken token = parser.nextToken();
      if (childProperty != null && values.isPropertyTwice(childProperty, token)) {
        values.addRepeated(RepeatedField.at(parser.getParsingContext(), true));
      }
      Object value = readValue(parser, child, inArray, childProperty, childWanted);
      if (value != null || wanted) {
        result = result == null ? new HashMap<>() : result;
        if (result.put(wellFormed(name), value == null ? NOTHING : value) != null) {
          values.addRepeated(RepeatedField.at(parser.getParsingContext(), false));
        }
        nothing |= value == null;
      }
      name = parser.nextFieldName();
    }
    if (result != null && nothing) {
      // NOTHING was there only to find repeated names; expressions must not see it.
      result.values().removeIf(value -> value == NOTHING);
    }
    return result;
  }

  /** Reads the value at the parser's position. Parameters are as for {@link #readObject}. */
  private @Nullable Object readValue(
      JsonParser parser,
      @Nullable Node node,
      boolean inArray,
      @Nullable String property,
      boolean wanted)
      throws IOException {
    if (node == null && property == null && !wanted) {
      parser.skipChildren();
      return null;
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      collectStructure(node, Kind.OBJECT);
      String prefix = property == null ? null : property + ".";
      return readObject(parser, node, inArray, prefix, wanted);
    }
    if (token == JsonToken.START_ARRAY) {
      collectStructure(node, Kind.ARRAY);
      return readArray(parser, node, wanted);
    }
    if (token == JsonToken.VALUE_NULL || !isCollected(node, property, wanted)) {
      return null;
    }
    String text = wellFormed(parser.getText());
    collectScalar(node, inArray, kind(token), text);
    if (property != null && !text.isEmpty()) {
      values.addProperty(property, text);
    }
    return wanted ? expressionValue(token, text) : null;
  }

  private @Nullable List<Object> readArray(JsonParser parser, @Nullable Node node, boolean wanted)
      throws IOException {
    List<Object> result = wanted ? new ArrayList<>() : null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object element = readValue(parser, node, true, null, wanted);
      if (result != null && element != null) {
        result.add(element);
      }
    }
    return result;
  }

  private static boolean isCollected(
      @Nullable Node node, @Nullable String property, boolean wanted) {
    return wanted || property != null || (node != null && (node.slot >= 0 || node.listSlot >= 0));
  }

  private void collectStructure(@Nullable Node node, Kind kind) {
    if (node != null && node.slot >= 0) {
      values.set(node.slot, kind, "");
    }
    if (node != null && node.listSlot >= 0 && kind == Kind.OBJECT) {
      values.addObject(node.listSlot);
    }
  }

  private void collectScalar(@Nullable Node node, boolean inArray, Kind kind, String text) {
    if (node != null && node.slot >= 0) {
      values.set(node.slot, inArray ? Kind.ARRAY : kind, inArray ? "" : text);
    }
    if (node != null && node.listSlot >= 0 && !text.isEmpty()) {
      values.add(node.listSlot, text);
    }
  }

  private static Kind kind(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> Kind.STRING;
      case VALUE_NUMBER_INT -> Kind.INTEGER;
      case VALUE_NUMBER_FLOAT -> Kind.DECIMAL;
      default -> Kind.BOOLEAN;
    };
  }

  private static Object expressionValue(JsonToken token, String text) {
    return switch (token) {
      case VALUE_STRING -> text;
      case VALUE_NUMBER_INT -> wholeNumber(text);
      case VALUE_NUMBER_FLOAT -> Double.parseDouble(text);
      default -> token == JsonToken.VALUE_TRUE;
    };
  }

  /** Returns a long if the number fits one, else the nearest double. */
  private static Object wholeNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Double.parseDouble(text);
    }
  }

  private String property(String prefix, String name) {
    String escaped = name;
    if (name.indexOf('.') >= 0 || name.indexOf('\\') >= 0) {
      escaped = name.replace("\\", "\\\\").replace(".", "\\.");
    }
    return wellFormed(prefix.isEmpty() ? escaped : prefix + escaped);
  }

  /**
   * A plain record, of ASCII without escapes, cannot have unpaired surrogates, so it needs no
   * check.
   */
  private String wellFormed(String text) {
    return plain ? text : Utf8Text.wellFormed(text);
  }
}
