package io.quipu.server.api;

import io.quipu.server.api.completeness.CompletenessAnswer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An answer that can also be written as a table. */
public interface Tabular {
  /** The names of the columns. */
  List<String> header();

  /** The cells of each row; a cell without a value is empty. */
  Stream<List<String>> rows();

  /** Whether the numbers are complete; null if the answer has no numbers. */
  default @Nullable CompletenessAnswer completeness() {
    return null;
  }

  /** Whether values beyond a limit count as one; null if none do, or if it has no values. */
  default @Nullable Boolean limited() {
    return null;
  }
}
