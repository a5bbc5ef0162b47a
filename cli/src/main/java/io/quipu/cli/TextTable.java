package io.quipu.cli;

import io.quipu.model.counter.EscapedText;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as text. The first column is aligned left, the others right, which picocli's table cannot
 * do.
 */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(List<String> header) {
    add(header);
  }

  /** Adds a row, which must have as many cells as the header. */
  public TextTable add(List<String> cells) {
    rows.add(cells.stream().map(EscapedText::text).toList());
    return this;
  }

  /** All lines, each with a line end. */
  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - length(row.get(i)));
        line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
