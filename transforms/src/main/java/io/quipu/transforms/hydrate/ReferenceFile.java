package io.quipu.transforms.hydrate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.quipu.model.catalog.ReferenceSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads the rows of a reference file by their keys; of two rows with one key the later one counts.
 */
final class ReferenceFile {
  private static final JsonFactory JSON = new JsonFactory();

  private final List<String> keyColumns;
  private final List<String> columns;
  private final ReferenceSource.FileFormat format;

  /**
   * @param columns those to keep, the key's among them
   */
  ReferenceFile(List<String> keyColumns, List<String> columns, ReferenceSource.FileFormat format) {
    this.keyColumns = keyColumns;
    this.columns = columns;
    this.format = format;
  }

  /**
   * All rows of the file.
   *
   * @throws IllegalArgumentException if a line is malformed, or lacks a column of the key
   * @throws IOException if the file cannot be read, or is not in UTF-8
   */
  Map<List<String>, Map<String, String>> rows(MatchResult.Metadata found) throws IOException {
    try (Reader reader =
        new BufferedReader(
            new InputStreamReader(
                Channels.newInputStream(FileSystems.open(found.resourceId())),
                // A decoder of its own stops at what is not UTF-8, rather than count it as U+FFFD.
                StandardCharsets.UTF_8.newDecoder()))) {
      Map<List<String>, Map<String, String>> rows = new HashMap<>();
      switch (format) {
        case CSV -> readCsv(reader, rows);
        case JSON_LINES -> readJsonLines(reader, rows);
      }
      return rows;
    } catch (CharacterCodingException e) {
      throw new IOException("It is not in UTF-8.", e);
    }
  }

  private void readCsv(Reader reader, Map<List<String>, Map<String, String>> rows)
      throws IOException {
    CSVFormat csv =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = CSVParser.parse(reader, csv)) {
      for (String column : columns) {
        if (!parser.getHeaderNames().contains(column)) {
          throw bad(1, "has no column '" + column + "'");
        }
      }
      for (CSVRecord record : parser) {
        if (!record.isConsistent()) {
          throw bad(parser.getCurrentLineNumber(), "has not as many fields as the header");
        }
        put(record.toMap(), parser.getCurrentLineNumber(), rows);
      }
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private void readJsonLines(Reader reader, Map<List<String>, Map<String, String>> rows)
      throws IOException {
    BufferedReader lines = new BufferedReader(reader);
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        put(object(line, number), number, rows);
      }
    }
  }

  private Map<String, String> object(String line, long number) throws IOException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw bad(number, "is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken().isStructStart()) {
          json.skipChildren();
        } else if (json.currentToken() != JsonToken.VALUE_NULL) {
          values.put(name, withoutSurrogates(json.getText()));
        }
      }
      if (json.nextToken() != null) {
        throw bad(number, "is more than one JSON object");
      }
      return values;
    } catch (JsonProcessingException e) {
      throw bad(number, "is no JSON object");
    }
  }

  private void put(
      Map<String, String> values, long line, Map<List<String>, Map<String, String>> rows) {
    List<String> key = new ArrayList<>();
    for (String column : keyColumns) {
      String value = values.get(column);
      if (value == null) {
        throw bad(line, "has no column '" + column + "', which is part of the key");
      }
      key.add(value);
    }
    Map<String, String> row = new HashMap<>(values);
    row.keySet().retainAll(columns);
    rows.put(List.copyOf(key), Map.copyOf(row));
  }

  private static IllegalArgumentException bad(long line, String what) {
    return new IllegalArgumentException("Line " + line + " " + what + ".");
  }

  /** Unpaired surrogates, which only a JSON escape can bring, have no UTF-8. */
  private static String withoutSurrogates(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
  }
}
