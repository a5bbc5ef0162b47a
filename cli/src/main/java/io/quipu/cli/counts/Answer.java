package io.quipu.cli.counts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quipu.cli.TextTable;
import io.quipu.server.csv.CsvCells;
import io.quipu.server.csv.CsvWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The answer of a command, which prints its lines in a format.
 *
 * @param of the name of the first column: bucket or value
 */
record Answer(String of, List<AnswerLine> lines) {

  void print(Format format, PrintWriter out) throws IOException {
    switch (format) {
      case TABLE -> printTable(out);
      case CSV -> printCsv(out, CsvCells.EXACT);
      case SPREADSHEET -> printCsv(out, CsvCells.SPREADSHEET);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  private List<String> header() {
    List<String> header = new ArrayList<>(List.of(of));
    if (hasSteps()) {
      header.add("step");
    }
    header.add("count");
    if (hasUniques()) {
      header.add("uniques");
    }
    header.addAll(AnswerLine.sumNames(lines));
    return header;
  }

  private boolean hasSteps() {
    return lines.stream().anyMatch(line -> line.step() != null);
  }

  private boolean hasUniques() {
    return lines.stream().anyMatch(line -> line.uniques() != null);
  }

  private List<String> cells(AnswerLine line, List<String> sums) {
    List<String> cells = new ArrayList<>(List.of(line.of()));
    if (hasSteps()) {
      cells.add(Objects.toString(line.step(), ""));
    }
    cells.add(Long.toString(line.count()));
    if (hasUniques()) {
      cells.add(Objects.toString(line.uniques(), ""));
    }
    for (String name : sums) {
      BigDecimal sum = line.sums().get(name);
      cells.add(sum == null ? "" : sum.toPlainString());
    }
    return cells;
  }

  private void printTable(PrintWriter out) {
    List<String> sums = AnswerLine.sumNames(lines);
    TextTable table = new TextTable(header());
    lines.forEach(line -> table.add(cells(line, sums)));
    out.print(table);
  }

  private void printCsv(PrintWriter out, CsvCells how) throws IOException {
    List<String> sums = AnswerLine.sumNames(lines);
    CsvWriter csv = new CsvWriter(out, how);
    csv.row(header());
    for (AnswerLine line : lines) {
      csv.row(cells(line, sums));
    }
  }

  private void printJson(PrintWriter out) throws IOException {
    try (JsonGenerator json = ExactNumbers.lines(out)) {
      json.writeStartArray();
      for (AnswerLine line : lines) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField(of, line.of());
        if (line.step() != null) {
          json.writeStringField("step", line.step());
        }
        ExactNumbers.numbers(json, line.count(), line.uniques(), line.sums());
        json.writeEndObject();
      }
      json.writeRaw('\n');
      json.writeEndArray();
    }
    out.println();
  }
}
