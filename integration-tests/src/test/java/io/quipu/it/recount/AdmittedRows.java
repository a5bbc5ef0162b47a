package io.quipu.it.recount;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The values that have rows of their own, by which a recount decides what is beyond a limit. */
final class AdmittedRows {
  private static final String OTHER = "(other)";

  private final Definitions catalog;
  private final Set<Admitted> stored = new HashSet<>();

  private record Admitted(
      String company, String statistic, Instant month, StatisticRules.Value value) {}

  AdmittedRows(Definitions catalog, List<Row> rows) {
    this.catalog = catalog;
    for (Row row : rows) {
      if (row.resolution().equals("month")) {
        stored.add(
            new Admitted(
                row.company(),
                row.statistic(),
                row.bucketStart(),
                new StatisticRules.Value(row.dimension(), row.value())));
      }
    }
  }

  Set<StatisticRules.Value> decide(
      String company, String statistic, Instant month, Set<StatisticRules.Value> values) {
    Set<StatisticRules.Value> decided = new LinkedHashSet<>();
    for (StatisticRules.Value value : values) {
      String limit =
          catalog.text("statistics", statistic, "dimensions", value.dimension(), "limit");
      boolean isBeyond =
          limit != null && !stored.contains(new Admitted(company, statistic, month, value));
      decided.add(isBeyond ? new StatisticRules.Value(value.dimension(), OTHER) : value);
    }
    return decided;
  }
}
