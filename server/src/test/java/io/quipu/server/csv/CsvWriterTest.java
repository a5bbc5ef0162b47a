package io.quipu.server.csv;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CsvWriterTest {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final List<String> FORMULAS =
      List.of(
          "=HYPERLINK(\"http://example.com\",\"x\")",
          "+1+1",
          "-1+1",
          "@SUM(1)",
          "\t=1",
          "\r=1",
          "\n=1",
          "\uFF1D1",
          "-",
          "=");

  private static final List<String> HARMLESS =
      List.of("", "a", "-5", "-3.390", "12", " =1", "a=1", "é", "a,b", "\"q\"", "line\r\nbreak");

  private static final List<String> VALUES = new ArrayList<>(HARMLESS);

  static {
    VALUES.addAll(FORMULAS);
    VALUES.addAll(List.of("'", "'quoted'", "'=1", "''=1"));
  }

  private static String written(CsvCells cells) throws IOException {
    StringBuilder text = new StringBuilder();
    CsvWriter csv = new CsvWriter(text, cells);
    for (String value : VALUES) {
      csv.row(List.of(value, "1", value));
    }
    return text.toString();
  }

  private static List<String> read(String text) throws IOException {
    try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
      List<String> values = new ArrayList<>();
      for (CSVRecord row : parser) {
        assertThat(row.get(2), equalTo(row.get(0)));
        values.add(row.get(0));
      }
      return values;
    }
  }

  @Test
  void exactCellsAreTheValues() throws IOException {
    assertThat(read(written(CsvCells.EXACT)), equalTo(VALUES));
  }

  @Test
  void aSpreadsheetHasNoFormula() throws IOException {
    String text = written(CsvCells.SPREADSHEET);

    assertThat(text, startsWith(BYTE_ORDER_MARK));
    List<String> cells = read(text.substring(1));
    for (int i = 0; i < VALUES.size(); i++) {
      String value = VALUES.get(i);
      boolean marked = FORMULAS.contains(value) || value.startsWith("'");
      assertThat(cells.get(i), equalTo(marked ? "'" + value : value));
    }
  }

  /** As the documentation says how to read it. */
  @Test
  void withoutTheFirstApostropheACellOfASpreadsheetIsTheValue() throws IOException {
    List<String> values =
        read(written(CsvCells.SPREADSHEET).substring(1)).stream()
            .map(cell -> cell.startsWith("'") ? cell.substring(1) : cell)
            .toList();

    assertThat(values, equalTo(VALUES));
  }

  @ParameterizedTest
  @EnumSource(CsvCells.class)
  void numbersStayNumbers(CsvCells cells) {
    assertThat(cells.cell("-3.390"), equalTo("-3.390"));
  }
}
