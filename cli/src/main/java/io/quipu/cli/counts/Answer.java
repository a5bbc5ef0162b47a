package io.quipu.cli.counts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quipu.cli.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The lines of an answer, to be printed.
 *
 * @param of the name of what the lines are of: bucket or value
 */
record Answer(String of, List<Line> lines) {

  void print(Format format, PrintWriter out) throws IOException {
    switch (format) {
      case TABLE -> printTable(out);
      case CSV -> printCsv(out);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  private List<String> header() {
    List<String> header = new ArrayList<>(List.of(of, "count"));
    if (hasUniques()) {
      header.add("uniques");
    }
    header.addAll(Line.sumNames(lines));
    return header;
  }

  private boolean hasUniques() {
    return lines.stream().anyMatch(line -> line.uniques() != null);
  }

  private List<String> cells(Line line, List<String> sums) {
    List<String> cells = new ArrayList<>(List.of(line.of(), Long.toString(line.count())));
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
    List<String> sums = Line.sumNames(lines);
    TextTable table = new TextTable(header());
    lines.forEach(line -> table.add(cells(line, sums)));
    out.print(table);
  }

  private void printCsv(PrintWriter out) throws IOException {
    List<String> sums = Line.sumNames(lines);
    CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180);
    csv.printRecord(header());
    for (Line line : lines) {
      csv.printRecord(cells(line, sums));
    }
    csv.flush();
  }

  private void printJson(PrintWriter out) throws IOException {
    try (JsonGenerator json = Json.lines(out)) {
      json.writeStartArray();
      for (Line line : lines) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField(of, line.of());
        Json.numbers(json, line.count(), line.uniques(), line.sums());
        json.writeEndObject();
      }
      json.writeRaw('\n');
      json.writeEndArray();
    }
    out.println();
  }
}
