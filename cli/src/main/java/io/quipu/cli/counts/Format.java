package io.quipu.cli.counts;

/** The format of an answer. */
enum Format {
  TABLE,
  JSON,
  CSV,

  /** CSV in which no cell is a formula. */
  SPREADSHEET
}
