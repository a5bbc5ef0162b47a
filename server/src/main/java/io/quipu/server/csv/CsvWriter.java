package io.quipu.server.csv;

import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes rows as CSV, as RFC 4180 describes it. */
public final class CsvWriter {
  private final CSVPrinter printer;
  private final CsvCells cells;

  /** Makes a writer. It never closes {@code out}. */
  public CsvWriter(Appendable out, CsvCells cells) throws IOException {
    out.append(cells.start());
    printer = new CSVPrinter(out, CSVFormat.RFC4180);
    this.cells = cells;
  }

  /** Writes a row of values. */
  public void row(Iterable<String> values) throws IOException {
    for (String value : values) {
      printer.print(cells.cell(value));
    }
    printer.println();
  }
}
