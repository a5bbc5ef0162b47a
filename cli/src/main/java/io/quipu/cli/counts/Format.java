package io.quipu.cli.counts;

/** How an answer is written. */
enum Format {
  TABLE,
  JSON,
  CSV,

  /** CSV in which no cell is taken for a formula. */
  SPREADSHEET
}
