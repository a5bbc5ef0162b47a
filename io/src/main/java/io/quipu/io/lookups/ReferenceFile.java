package io.quipu.io.lookups;

import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.text.FileContent;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * A file of reference data in UTF-8: CSV with a header line, or JSON lines. A byte order mark at
 * its start is skipped, and so are blank lines.
 *
 * <p>The workers and the check of the catalog read it in the same way, so they find the same
 * mistakes.
 */
public final class ReferenceFile {
  /** How many mistakes are reported; others are only counted. */
  private static final int MAX_REPORTED = 100;

  private static final String NOT_UTF_8 =
      "The line is not in UTF-8, perhaps in Latin-1 or Windows-1252; save the file in UTF-8, in"
          + " Excel as 'CSV UTF-8'.";

  private final ReferenceSource.File file;
  private final List<String> keyColumns;
  private final List<String> columns;

  /**
   * @param keyColumns the columns of the key, in their order
   * @param columns the columns to keep, with those of the key
   */
  public ReferenceFile(ReferenceSource.File file, List<String> keyColumns, List<String> columns) {
    this.file = file;
    this.keyColumns = List.copyOf(keyColumns);
    this.columns = List.copyOf(columns);
  }

  /**
   * A line that cannot be read.
   *
   * @param line its number, from 1
   * @param message what is wrong and how to fix it
   */
  public record Mistake(long line, String message) {}

  /**
   * The result of reading all of a file.
   *
   * @param header the names of its columns; empty if it has no readable header
   * @param mistakes the first {@value #MAX_REPORTED} lines that cannot be read
   * @param untold how many more lines cannot be read
   */
  public record Report(List<String> header, List<Mistake> mistakes, long untold) {}

  /**
   * Reads all of the file, and keeps no rows.
   *
   * @throws IOException if the file does not exist or cannot be read
   */
  public Report check() throws IOException {
    Findings findings = new Findings(false);
    read(findings);
    return findings.report();
  }

  /**
   * Returns all rows by their keys. If two rows have the same key, the later one counts.
   *
   * @param found the file as it is now
   * @throws IllegalArgumentException if a line cannot be read; the message names each with its line
   * @throws IOException if the file cannot be read
   */
  Map<List<String>, Map<String, String>> rows(MatchResult.Metadata found) throws IOException {
    Findings findings = new Findings(true);
    read(findings, found.resourceId());
    findings.requireNoMistakes();
    return findings.rows;
  }

  private void read(Findings findings) throws IOException {
    read(findings, FileSystems.matchSingleFileSpec(file.path()).resourceId());
  }

  private void read(Findings findings, ResourceId resource) throws IOException {
    try (InputStream in = Channels.newInputStream(FileSystems.open(resource))) {
      byte[] head = in.readNBytes(FileContent.HEAD);
      FileContent content = FileContent.of(head);
      if (content != FileContent.OTHER) {
        findings.mistake(1, "The file is " + content.words() + "; save it as plain text in UTF-8.");
        return;
      }
      int mark = FileContent.byteOrderMark(head);
      InputStream rest = new ByteArrayInputStream(head, mark, head.length - mark);
      // An explicit decoder fails at bytes that are not UTF-8; the default would read them as
      // U+FFFD.
      CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
      Reader text = new InputStreamReader(new SequenceInputStream(rest, in), decoder);
      switch (file.format()) {
        case CSV -> CsvLines.read(new BufferedReader(text), findings);
        case JSON_LINES -> JsonLines.read(new BufferedReader(text), columns, findings);
      }
    } catch (CharacterCodingException e) {
      // The reader has read ahead of the current line, so the wrong line is unknown here.
      findings.forget();
      findLinesNotInUtf8(findings, resource);
    }
  }

  private static void findLinesNotInUtf8(Findings findings, ResourceId resource)
      throws IOException {
    try (InputStream in = Channels.newInputStream(FileSystems.open(resource));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
          findings.mistake(number, NOT_UTF_8);
        }
      }
    }
  }

  /** Receives the content of a file's lines. */
  interface Lines {
    /** Receives the names of the columns, if the file has a header; a missing name is empty. */
    void header(List<String> names);

    void row(long line, Map<String, String> values);

    void mistake(long line, String message);
  }

  private final class Findings implements Lines {
    private final boolean keepRows;
    private final Map<List<String>, Map<String, String>> rows = new HashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private List<String> header = List.of();
    private long untold;

    Findings(boolean keepRows) {
      this.keepRows = keepRows;
    }

    @Override
    public void header(List<String> names) {
      header = List.copyOf(names);
    }

    @Override
    public void row(long line, Map<String, String> values) {
      List<String> key = new ArrayList<>();
      for (String column : keyColumns) {
        String value = values.get(column);
        // A column that the header does not have is one mistake, not one in each line.
        if (value == null && header.isEmpty()) {
          mistake(
              line,
              "The line has no value for '"
                  + column
                  + "', which is part of the key; add one, or remove the line.");
        }
        key.add(value == null ? "" : value);
      }
      if (keepRows) {
        Map<String, String> row = new HashMap<>(values);
        row.keySet().retainAll(columns);
        rows.put(List.copyOf(key), Map.copyOf(row));
      }
    }

    @Override
    public void mistake(long line, String message) {
      if (mistakes.size() < MAX_REPORTED) {
        mistakes.add(new Mistake(line, message));
      } else {
        untold++;
      }
    }

    void forget() {
      mistakes.clear();
      untold = 0;
      header = List.of();
    }

    Report report() {
      return new Report(header, List.copyOf(mistakes), untold);
    }

    void requireNoMistakes() {
      if (!header.isEmpty()) {
        columns.stream()
            .filter(column -> !header.contains(column))
            .forEach(column -> mistake(1, "The header has no column '" + column + "'; add it."));
      }
      if (mistakes.isEmpty()) {
        return;
      }
      StringBuilder text = new StringBuilder();
      for (Mistake mistake : mistakes) {
        text.append('\n').append(file.path()).append(':').append(mistake.line());
        text.append(":1: ").append(mistake.message());
      }
      throw new IllegalArgumentException(
          untold == 0 ? text.toString() : text + "\nAnd " + untold + " more lines are wrong.");
    }
  }
}
