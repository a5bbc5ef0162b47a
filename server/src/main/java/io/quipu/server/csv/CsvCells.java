package io.quipu.server.csv;

import java.util.regex.Pattern;

/**
 * How the cells of CSV are written.
 *
 * <p>Names and values are whatever somebody sent. A spreadsheet takes a cell that begins with an
 * equals sign for a formula and runs it. CSV is for programs first, though, and they must get each
 * value as it was counted, or a join by it would miss. So cells are exact unless somebody asks for
 * what a spreadsheet can open.
 */
public enum CsvCells {
  /** Each cell is the value itself. */
  EXACT,

  /**
   * A cell that a spreadsheet could take for a formula begins with an apostrophe, and so does one
   * that begins with an apostrophe: without the first one of these, it is the value again. Numbers
   * stay as they are. The text begins with a byte order mark, by which spreadsheets know UTF-8.
   */
  SPREADSHEET;

  private static final char APOSTROPHE = '\'';
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Also the full-width forms, which spreadsheets of some languages read the same. */
  private static final String DANGEROUS_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20" + APOSTROPHE;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  /** What stands before the first row. */
  String start() {
    return this == SPREADSHEET ? BYTE_ORDER_MARK : "";
  }

  /** The cell of a value. */
  public String cell(String value) {
    boolean isDangerous =
        this == SPREADSHEET
            && !value.isEmpty()
            && DANGEROUS_STARTS.indexOf(value.charAt(0)) >= 0
            && !NUMBER.matcher(value).matches();
    return isDangerous ? APOSTROPHE + value : value;
  }
}
