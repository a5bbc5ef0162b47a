package io.quipu.server.api;

import java.util.List;
import java.util.stream.Stream;

/** An answer that can be a table too. */
public interface Tabular {
  /** The names of the columns. */
  List<String> header();

  /** The cells of each row; empty where there is nothing. */
  Stream<List<String>> rows();
}
