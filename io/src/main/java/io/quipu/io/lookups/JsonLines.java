package io.quipu.io.lookups;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads JSON lines, one object per line, and continues after a wrong line. */
final class JsonLines {
  private static final JsonFactory JSON = new JsonFactory();

  private final List<String> columns;
  private final ReferenceFile.Lines lines;

  private JsonLines(List<String> columns, ReferenceFile.Lines lines) {
    this.columns = columns;
    this.lines = lines;
  }

  /**
   * Reads all lines.
   *
   * @param columns the columns that a line must not have twice
   * @throws IOException if the text cannot be read
   */
  static void read(BufferedReader text, List<String> columns, ReferenceFile.Lines lines)
      throws IOException {
    JsonLines reader = new JsonLines(columns, lines);
    long number = 0;
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      number++;
      if (!line.isBlank()) {
        reader.read(number, line);
      }
    }
  }

  private void read(long number, String line) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new WrongLineException("is no JSON object");
      }
      Map<String, String> values = values(json);
      if (json.nextToken() != null) {
        throw new WrongLineException("holds more than one JSON object");
      }
      lines.row(number, values);
    } catch (WrongLineException e) {
      lines.mistake(number, "The line " + e.getMessage() + "; write one JSON object a line.");
    } catch (JsonProcessingException e) {
      lines.mistake(number, "The line is no valid JSON object; write one JSON object a line.");
    }
  }

  private Map<String, String> values(JsonParser json) throws IOException, WrongLineException {
    Map<String, String> values = new HashMap<>();
    Set<String> seen = new HashSet<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (columns.contains(name) && !seen.add(name)) {
        throw new WrongLineException("has the field '" + name + "' twice");
      }
      if (json.nextToken().isStructStart()) {
        json.skipChildren();
      } else if (json.currentToken() != JsonToken.VALUE_NULL) {
        values.put(name, withoutSurrogates(json.getText()));
      }
    }
    return values;
  }

  /** Replaces unpaired surrogates, which come only from JSON escapes: they have no UTF-8 form. */
  private static String withoutSurrogates(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
  }

  private static final class WrongLineException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongLineException(String what) {
      super(what);
    }
  }
}
