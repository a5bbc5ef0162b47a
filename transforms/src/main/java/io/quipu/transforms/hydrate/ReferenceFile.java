package io.quipu.transforms.hydrate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final LookupTable table;
  private final ReferenceSource.File file;

  ReferenceFile(LookupTable table, ReferenceSource.File file) {
    this.table = table;
    this.file = file;
  }

  /**
   * All rows of the file.
   *
   * @throws IllegalArgumentException if a line is malformed, or lacks a column of the key
   */
  Map<List<String>, Map<String, String>> rows(MatchResult.Metadata found) throws IOException {
    try (Reader reader =
        new BufferedReader(
            new InputStreamReader(
                Channels.newInputStream(FileSystems.open(found.resourceId())),
                StandardCharsets.UTF_8))) {
      Map<List<String>, Map<String, String>> rows = new HashMap<>();
      switch (file.format()) {
        case CSV -> readCsv(reader, rows);
        case JSON_LINES -> readJsonLines(reader, rows);
      }
      return rows;
    }
  }

  private void readCsv(Reader reader, Map<List<String>, Map<String, String>> rows)
      throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(reader, format)) {
      for (CSVRecord record : parser) {
        if (!record.isConsistent()) {
          throw bad(parser.getCurrentLineNumber(), "has not as many fields as the header");
        }
        put(record.toMap(), parser.getCurrentLineNumber(), rows);
      }
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "The file " + file.path() + " is no CSV: " + e.getMessage(), e);
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
    Map<String, String> columns = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw bad(number, "is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken().isStructStart()) {
          json.skipChildren();
        } else if (json.currentToken() != JsonToken.VALUE_NULL) {
          columns.put(name, withoutSurrogates(json.getText()));
        }
      }
      return columns;
    } catch (JsonProcessingException e) {
      throw bad(number, "is no JSON object");
    }
  }

  private void put(
      Map<String, String> columns, long line, Map<List<String>, Map<String, String>> rows) {
    List<String> key = new ArrayList<>();
    for (String column : table.keyColumns()) {
      String value = columns.get(column);
      if (value == null) {
        throw bad(line, "has no column '" + column + "', which is part of the key");
      }
      key.add(value);
    }
    rows.put(List.copyOf(key), Map.copyOf(columns));
  }

  private IllegalArgumentException bad(long line, String what) {
    return new IllegalArgumentException(
        "Line " + line + " of " + file.path() + " " + what + "; mend the file.");
  }

  /** Unpaired surrogates, which only a JSON escape can bring, have no UTF-8. */
  private static String withoutSurrogates(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
  }
}
