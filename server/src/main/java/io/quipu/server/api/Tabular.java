package io.quipu.server.api;

import java.util.List;
import java.util.stream.Stream;

/** An answer that can also be written as a table. */
public interface Tabular {
  /** The names of the columns. */
  List<String> header();

  /** The cells of each row; a cell without a value is empty. */
  Stream<List<String>> rows();
}
