package io.quipu.audit.recount;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.store.queries.StoredTable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the events of the {@link Tables} by SQL, and compares the result with the stored rows. */
final class RowComparison {
  private static final String KEY = "company, statistic, dimension, value, resolution, start";

  /** Rows that the catalog can write. Others are of an earlier catalog, and stay as they are. */
  private static final String DECLARED =
      "(statistic, resolution) IN (SELECT statistic, resolution FROM resolutions)"
          + " AND (dimension = '' OR statistic IN (SELECT statistic FROM dimensions WHERE"
          + " dimension = '') OR (statistic, dimension) IN (SELECT statistic, dimension FROM"
          + " dimensions))";

  private final Connection db;
  private final Map<String, Statistic> statistics;
  private final boolean complete;

  /**
   * A comparison.
   *
   * @param statistics those of the catalog, by name
   * @param complete whether no other event can have been counted
   */
  RowComparison(Connection db, Map<String, Statistic> statistics, boolean complete) {
    this.db = db;
    this.statistics = statistics;
    this.complete = complete;
  }

  /**
   * Compares the events with the stored rows. After a change of slices a value can have two rows;
   * readers take the larger one.
   *
   * @param sequences adds the rows of sequences
   */
  Comparison run(SequenceRows sequences) throws SQLException {
    count();
    long leftOut = sequences.addTo("expected");
    execute(
        "CREATE OR REPLACE TABLE once_stored AS SELECT tab, "
            + KEY
            + ", max(count) AS count, arg_max(uniques, count) AS uniques, arg_max(sums, count) AS"
            + " sums FROM stored WHERE "
            + DECLARED
            + " GROUP BY"
            + " tab, "
            + KEY);
    execute(
        "CREATE OR REPLACE TABLE compared AS SELECT coalesce(e.tab, s.tab) AS tab,"
            + " coalesce(e.company, s.company) AS company,"
            + " coalesce(e.statistic, s.statistic) AS statistic,"
            + " coalesce(e.dimension, s.dimension) AS dimension,"
            + " coalesce(e.value, s.value) AS value,"
            + " coalesce(e.resolution, s.resolution) AS resolution,"
            + " coalesce(e.start, s.start) AS start, least, most, least_uniques, most_uniques,"
            + " e.sums AS sums, s.count AS count, s.uniques AS uniques, s.sums AS stored_sums,"
            + " e.start IS NOT NULL AS is_expected, s.start IS NOT NULL AS is_stored"
            + " FROM expected e FULL OUTER JOIN once_stored s"
            + " ON e.tab = s.tab AND e.company = s.company AND e.statistic = s.statistic"
            + " AND e.dimension = s.dimension AND e.value = s.value"
            + " AND e.resolution = s.resolution AND e.start = s.start");
    execute(
        "CREATE OR REPLACE TABLE differences AS SELECT *, CASE"
            + " WHEN NOT is_stored THEN CASE WHEN least > 0 THEN 'MISSING' END"
            + " WHEN NOT is_expected THEN CASE WHEN %1$s THEN 'EXTRA' END".formatted(complete)
            + " WHEN count < least OR (%1$s AND count > most) THEN 'COUNT'".formatted(complete)
            + " WHEN (uniques IS NULL) <> (least_uniques IS NULL) OR uniques < least_uniques"
            + " OR (%1$s AND uniques > most_uniques) THEN 'UNIQUES'".formatted(complete)
            + " WHEN %1$s AND least = most AND sums <> stored_sums THEN 'SUMS' END AS kind"
                .formatted(complete)
            + " FROM compared");
    return new Comparison(
        number("SELECT count(*) FROM expected"),
        number("SELECT count(*) FROM stored"),
        number("SELECT count(*) FROM expected WHERE least <> most"),
        number("SELECT count(*) FROM stored WHERE NOT (" + DECLARED + ")") - leftOut,
        leftOut,
        differences());
  }

  /**
   * Makes the table {@code expected}. Of events with the same id, company, statistic, customer and
   * month, the first one counts.
   */
  private void count() throws SQLException {
    execute(
        "CREATE OR REPLACE TABLE once AS SELECT * EXCLUDE (copy) FROM (SELECT *, row_number() OVER"
            + " (PARTITION BY company, statistic, customer, month, event_id ORDER BY id) AS copy"
            + " FROM events WHERE event_id IS NOT NULL) WHERE copy = 1"
            + " UNION ALL SELECT * FROM events WHERE event_id IS NULL");
    execute(
        "CREATE OR REPLACE VIEW counting AS SELECT e.id, e.company, e.statistic, v.dimension,"
            + " v.value, r.resolution, CASE r.resolution WHEN 'hour' THEN e.hour WHEN 'day' THEN"
            + " e.day ELSE e.month END AS start, e.counted, r.has_uniques, e.customer FROM once e"
            + " JOIN event_values v USING (id) JOIN resolutions r USING (statistic)");
    execute(
        "CREATE OR REPLACE TABLE numbers AS SELECT "
            + KEY
            + ", count(*) FILTER (WHERE counted) AS least, count(*) AS most,"
            + " CASE WHEN has_uniques THEN count(DISTINCT customer) FILTER (WHERE counted) END"
            + " AS least_uniques,"
            + " CASE WHEN has_uniques THEN count(DISTINCT customer) END AS most_uniques"
            + " FROM counting GROUP BY "
            + KEY
            + ", has_uniques");
    execute(
        "CREATE OR REPLACE TABLE sums AS SELECT "
            + KEY
            + ", string_agg(total::VARCHAR, ';' ORDER BY position) AS sums FROM (SELECT "
            + KEY
            + ", position, sum(amount) AS total FROM counting JOIN amounts USING (id) GROUP BY "
            + KEY
            + ", position) GROUP BY "
            + KEY);
    execute(
        "CREATE OR REPLACE TABLE expected AS SELECT tab, n.*, coalesce(s.sums, '') AS sums"
            + " FROM numbers n LEFT JOIN sums s USING ("
            + KEY
            + ") CROSS JOIN (VALUES ('"
            + StoredTable.COUNTS
            + "'), ('"
            + StoredTable.COUNTS_BY_VALUE
            + "')) t(tab) WHERE tab = '"
            + StoredTable.COUNTS
            + "' OR dimension <> ''");
  }

  private List<Difference> differences() throws SQLException {
    List<Difference> differences = new ArrayList<>();
    try (Statement query = db.createStatement();
        ResultSet row =
            query.executeQuery(
                "SELECT * FROM differences WHERE kind IS NOT NULL ORDER BY tab, " + KEY)) {
      while (row.next()) {
        String statistic = row.getString("statistic");
        boolean isExact = complete && row.getLong("least") == row.getLong("most");
        differences.add(
            new Difference(
                StoredTable.valueOf(row.getString("tab")),
                Difference.Kind.valueOf(row.getString("kind")),
                row.getString("company"),
                statistic,
                row.getString("dimension"),
                row.getString("value"),
                resolution(row.getString("resolution")),
                row.getLong("start"),
                row.getBoolean("is_expected")
                    ? new Difference.Numbers(
                        row.getLong("least"),
                        nullable(row, "least_uniques"),
                        sums(statistic, row.getString("sums")),
                        isExact)
                    : null,
                row.getBoolean("is_stored")
                    ? new Difference.Numbers(
                        row.getLong("count"),
                        nullable(row, "uniques"),
                        sums(statistic, row.getString("stored_sums")),
                        true)
                    : null));
      }
    }
    return differences;
  }

  private static Resolution resolution(String word) {
    for (Resolution each : Resolution.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException(word);
  }

  private Map<String, BigDecimal> sums(String statistic, String texts) {
    Map<String, BigDecimal> sums = new HashMap<>();
    Statistic declared = statistics.get(statistic);
    if (declared != null && !texts.isEmpty()) {
      String[] each = texts.split(";", -1);
      for (int i = 0; i < each.length; i++) {
        Sum sum = declared.sums().get(i);
        if (!each[i].equals("none")) {
          sums.put(sum.name(), new BigDecimal(each[i]).movePointLeft(sum.scale()));
        }
      }
    }
    return sums;
  }

  private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  private long number(String query) throws SQLException {
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
