package io.quipu.query.api;

import io.quipu.model.CountRow;
import java.util.ArrayList;
import java.util.List;

/** Which measures rows have. */
final class Measures {
  private Measures() {}

  /** Count, uniques if there are any, and the sums by their names. */
  static List<String> of(CountRow row) {
    List<String> measures = new ArrayList<>(List.of("count"));
    if (row.uniques() != null) {
      measures.add("uniques");
    }
    row.sums().keySet().stream().sorted().forEach(measures::add);
    return measures;
  }
}
