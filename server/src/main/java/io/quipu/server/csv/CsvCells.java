package io.quipu.server.csv;

import java.util.regex.Pattern;

/**
 * How the cells of CSV are written.
 *
 * <p>Names and values come from events, so they can contain anything. A spreadsheet runs a cell
 * that begins with an equals sign as a formula. Programs need each value exactly as it was counted,
 * for example to join by it. So cells are exact, unless the client asks for a spreadsheet.
 */
public enum CsvCells {
  /** Each cell is the value itself. */
  EXACT,

  /**
   * An apostrophe is put before a cell that a spreadsheet could read as a formula, and before a
   * cell that begins with an apostrophe. To get the value back, remove one apostrophe. Numbers stay
   * as they are. The text begins with a byte order mark, which tells spreadsheets that it is UTF-8.
   */
  SPREADSHEET;

  private static final char APOSTROPHE = '\'';
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Includes the full-width forms, which spreadsheets in some languages also read as a formula. */
  private static final String DANGEROUS_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20" + APOSTROPHE;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  /** The text before the first row. */
  String start() {
    return this == SPREADSHEET ? BYTE_ORDER_MARK : "";
  }

  /** The text of the cell for a value. */
  public String cell(String value) {
    boolean isDangerous =
        this == SPREADSHEET
            && !value.isEmpty()
            && DANGEROUS_STARTS.indexOf(value.charAt(0)) >= 0
            && !NUMBER.matcher(value).matches();
    return isDangerous ? APOSTROPHE + value : value;
  }
}
