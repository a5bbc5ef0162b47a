package io.quipu.audit.recount;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.counter.Statistic;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.range.DayGaps;
import io.quipu.model.sequence.SequenceDefinition;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Which rows the catalog can write, in the tables {@code resolutions} and {@code dimensions}, and
 * the dimensions with a limit in {@code limits}. Others are of an earlier catalog, and are not
 * compared.
 */
final class DeclaredRows {
  /** Whether a row is declared, in SQL. */
  static final String CONDITION =
      "(statistic, resolution) IN (SELECT statistic, resolution FROM resolutions)"
          + " AND (dimension = '' OR statistic IN (SELECT statistic FROM dimensions WHERE"
          + " dimension = '') OR (statistic, dimension) IN (SELECT statistic, dimension FROM"
          + " dimensions))";

  private final Catalog catalog;
  private final RecountTask task;
  private final Map<String, Statistic> statistics = new HashMap<>();

  DeclaredRows(Catalog catalog, RecountTask task) {
    this.catalog = catalog;
    this.task = task;
    catalog.statistics().forEach(each -> statistics.put(each.name(), each));
    sequences().forEach(each -> statistics.put(each.statistic().name(), each.statistic()));
  }

  /** The sequences whose rows are compared. */
  List<SequenceDefinition> sequences() {
    return task.ofCustomers() || task.ofBuckets() ? List.of() : catalog.sequences();
  }

  /** The names of the statistics whose gaps between days are compared. */
  List<String> withGaps() {
    return task.ofCustomers() || task.ofBuckets()
        ? List.of()
        : catalog.rangeStatistics().stream().sorted().toList();
  }

  /** The limits that decide how values count; a job of customers has none. */
  ValueLimits limits() {
    return task.ofCustomers() ? ValueLimits.NONE : catalog.limits();
  }

  /** The statistics with sums that have names in the catalog, by name. */
  Map<String, Statistic> statistics() {
    return statistics;
  }

  /** Makes the tables. */
  void addTo(DuckDBConnection db) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(
          "CREATE TABLE resolutions (statistic VARCHAR, resolution VARCHAR, has_uniques BOOLEAN)");
      statement.execute("CREATE TABLE dimensions (statistic VARCHAR, dimension VARCHAR)");
      statement.execute("CREATE TABLE limits (statistic VARCHAR, dimension VARCHAR)");
    }
    try (DuckDBAppender rows = db.createAppender("resolutions")) {
      for (Statistic statistic : statistics.values()) {
        for (Resolution resolution : Resolution.values()) {
          if (resolution == Resolution.MONTH || statistic.resolutions().contains(resolution)) {
            resolution(
                rows, statistic.name(), resolution, statistic.uniques() && !task.ofCustomers());
          }
        }
      }
      for (String name : withGaps()) {
        resolution(rows, Tables.stored(DayGaps.nameOf(name)), Resolution.DAY, false);
      }
    }
    try (DuckDBAppender rows = db.createAppender("limits")) {
      for (Map.Entry<String, Map<String, Integer>> limited : limits().byStatistic().entrySet()) {
        for (String dimension : limited.getValue().keySet()) {
          dimension(rows, limited.getKey(), dimension);
        }
      }
    }
    try (DuckDBAppender rows = db.createAppender("dimensions")) {
      for (StatisticDefinition definition : catalog.definitions()) {
        dimensions(rows, definition, definition.name());
        if (withGaps().contains(definition.name())) {
          dimensions(rows, definition, Tables.stored(DayGaps.nameOf(definition.name())));
        }
      }
      for (SequenceDefinition sequence : sequences()) {
        for (String dimension : sequence.dimensions()) {
          dimension(rows, sequence.statistic().name(), dimension);
        }
      }
    }
  }

  private static void dimensions(
      DuckDBAppender rows, StatisticDefinition definition, String statistic) throws SQLException {
    for (DimensionDefinition dimension : definition.dimensions()) {
      dimension(rows, statistic, dimension.name());
    }
    if (definition.propertyLimit() > 0) {
      // Properties have any name.
      dimension(rows, statistic, "");
    }
  }

  private static void resolution(
      DuckDBAppender rows, String statistic, Resolution resolution, boolean hasUniques)
      throws SQLException {
    rows.beginRow();
    rows.append(statistic);
    rows.append(resolution.word());
    rows.append(hasUniques);
    rows.endRow();
  }

  private static void dimension(DuckDBAppender rows, String statistic, String name)
      throws SQLException {
    rows.beginRow();
    rows.append(statistic);
    rows.append(name);
    rows.endRow();
  }
}
