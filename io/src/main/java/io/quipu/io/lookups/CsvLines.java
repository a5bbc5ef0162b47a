package io.quipu.io.lookups;

import io.quipu.model.text.Blanks;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads comma-separated values (RFC 4180) with a header line, and continues after a wrong line. */
final class CsvLines {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  /** Separators that spreadsheets write in other languages. */
  private static final List<String> OTHER_SEPARATORS = List.of(";", "\t", "|");

  private final CSVParser parser;
  private final ReferenceFile.Lines lines;

  private CsvLines(CSVParser parser, ReferenceFile.Lines lines) {
    this.parser = parser;
    this.lines = lines;
  }

  /**
   * Reads all lines.
   *
   * @throws IOException if the text cannot be read
   */
  static void read(Reader text, ReferenceFile.Lines lines) throws IOException {
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      new CsvLines(parser, lines).read();
    }
  }

  private void read() throws IOException {
    Iterator<CSVRecord> records = parser.iterator();
    List<String> header = null;
    long wrongLine = 0;
    boolean more = true;
    while (more) {
      long before = parser.getCurrentLineNumber();
      try {
        more = records.hasNext();
        if (more) {
          CSVRecord record = records.next();
          if (header == null) {
            header = record.toList().stream().map(Blanks::strip).toList();
            more = isHeader(header);
          } else if (parser.getCurrentLineNumber() != wrongLine) {
            row(header, record);
          }
        }
      } catch (UncheckedIOException e) {
        IOException cause = Objects.requireNonNull(e.getCause());
        if (!(cause instanceof CSVException)) {
          throw cause;
        }
        // The parser returns the rest of the line as another record, unless the file has ended.
        wrongLine = quoteMistake(before + 1, String.valueOf(cause.getMessage()));
        more = header != null && wrongLine > 0;
      }
    }
    if (header == null && wrongLine == 0) {
      lines.mistake(1, "The file is empty; begin with a line of column names.");
    }
  }

  /**
   * Notes a mistake in double quotes.
   *
   * @param from the line in which the record may begin
   * @return the wrong line; 0 if the file has ended
   */
  private long quoteMistake(long from, String message) {
    if (message.contains("EOF")) {
      lines.mistake(from, "A value here begins with a double quote and never ends; end it.");
      return 0;
    }
    long line = parser.getCurrentLineNumber();
    lines.mistake(
        line,
        "Something follows the double quote that ends a value; write a comma after it, or write a"
            + " double quote inside of a value twice.");
    return line;
  }

  private boolean isHeader(List<String> names) {
    String first = names.get(0);
    for (String separator : OTHER_SEPARATORS) {
      if (names.size() == 1 && first.contains(separator)) {
        String shown = separator.equals("\t") ? "tabs" : "'" + separator + "'";
        lines.mistake(
            1, "The columns are separated by " + shown + "; save the file with commas instead.");
        return false;
      }
    }
    Set<String> different = new HashSet<>();
    for (String name : names) {
      if (!name.isEmpty() && !different.add(name)) {
        lines.mistake(
            1, "The header names the column '" + name + "' twice; name each column differently.");
        return false;
      }
    }
    lines.header(names);
    return true;
  }

  private void row(List<String> header, CSVRecord record) {
    List<String> fields = record.toList();
    // Spreadsheets write rows of only commas for cells that were cleared.
    if (fields.stream().allMatch(String::isEmpty)) {
      return;
    }
    long line = parser.getCurrentLineNumber() - lineEnds(fields);
    if (fields.size() != header.size()) {
      lines.mistake(line, wrongSize(fields.size(), header.size()));
      return;
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (!header.get(i).isEmpty()) {
        values.put(header.get(i), fields.get(i));
      }
    }
    lines.row(line, values);
  }

  private static String wrongSize(int fields, int columns) {
    String counted =
        "The line has "
            + fields
            + (fields == 1 ? " field" : " fields")
            + " and the header has "
            + columns
            + "; ";
    return counted
        + (fields < columns
            ? "add what is missing, with nothing between two commas for an empty field."
            : "write a value with a comma in it between double quotes.");
  }

  /** Counts the line ends inside of values: the record begins this many lines before its end. */
  private static long lineEnds(List<String> fields) {
    long ends = 0;
    for (String field : fields) {
      for (int i = 0; i < field.length(); i++) {
        char c = field.charAt(i);
        boolean inPair = c == '\n' && i > 0 && field.charAt(i - 1) == '\r';
        ends += (c == '\n' && !inPair) || c == '\r' ? 1 : 0;
      }
    }
    return ends;
  }
}
