package io.quipu.cli.counts;

/** How an answer is written. */
enum Format {
  TABLE,
  JSON,
  CSV
}
