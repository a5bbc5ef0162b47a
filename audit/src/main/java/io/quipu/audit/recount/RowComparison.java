package io.quipu.audit.recount;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.range.DayGaps;
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

/** Counts the events of the {@link Tables} by SQL, and compares them with the stored rows. */
final class RowComparison {
  /** The two tables of a company's rows. */
  static final String COMPANY_TABLES =
      "(VALUES ('%1$s'), ('%2$s')) t(tab) WHERE tab = '%1$s' OR dimension <> ''"
          .formatted(StoredTable.COUNTS, StoredTable.COUNTS_BY_VALUE);

  static final String KEY = "company, of_customer, statistic, dimension, value, resolution, start";

  private final Connection db;
  private final DeclaredRows declared;
  private final RecountTask task;
  private final long completeFrom;

  /**
   * A comparison.
   *
   * @param completeFrom no other event can have been counted in buckets that begin at this time or
   *     later
   */
  RowComparison(Connection db, DeclaredRows declared, RecountTask task, long completeFrom) {
    this.db = db;
    this.declared = declared;
    this.task = task;
    this.completeFrom = completeFrom;
  }

  /**
   * Compares the events with the stored rows. After a change of slices a value can have two rows;
   * readers take the larger one.
   */
  Comparison run() throws SQLException {
    boolean complete = completeFrom == Long.MIN_VALUE;
    Integer month = task.month() == null ? null : (Integer) LocalHour.month(task.month());
    long gapsOfLimited =
        declared.limits().isEmpty() ? 0 : new LimitedValues(db).forgetGaps(GapRows.NAME_IN_SQL);
    count(month);
    long leftOut =
        new SequenceRows(db, declared.sequences(), complete, month).addTo("expected")
            + new GapRows(db, declared.withGaps(), complete, month).addTo("expected");
    execute(
        "CREATE OR REPLACE TABLE once_stored AS SELECT tab, "
            + KEY
            + ", max(count) AS count, arg_max(uniques, count) AS uniques, arg_max(sums, count) AS"
            + " sums FROM stored WHERE "
            + DeclaredRows.CONDITION
            + (task.ofBuckets()
                ? " AND (company, resolution, start) IN (SELECT company, resolution, start FROM"
                    + " due)"
                : "")
            + " GROUP BY tab, "
            + KEY);
    execute(
        "CREATE OR REPLACE TABLE compared AS SELECT tab, "
            + KEY
            + ", least, most, least_uniques, most_uniques, e.sums AS sums, s.count AS count,"
            + " s.uniques AS uniques, s.sums AS stored_sums, least IS NOT NULL AS is_expected,"
            + " s.count IS NOT NULL AS is_stored, start >= "
            + completeFrom
            + " AS is_complete FROM expected e FULL OUTER JOIN once_stored s USING (tab, "
            + KEY
            + ")");
    execute(
        "CREATE OR REPLACE TABLE differences AS SELECT *, CASE"
            + " WHEN NOT is_stored THEN CASE WHEN least > 0 THEN 'MISSING' END"
            + " WHEN NOT is_expected THEN CASE WHEN is_complete THEN 'EXTRA' END"
            + " WHEN count < least OR (is_complete AND count > most) THEN 'COUNT'"
            + " WHEN (is_complete AND (uniques IS NULL) <> (least_uniques IS NULL)) OR uniques <"
            + " least_uniques"
            + " OR (is_complete AND uniques > most_uniques) THEN 'UNIQUES'"
            + " WHEN is_complete AND least = most AND sums <> stored_sums THEN 'SUMS' END AS kind"
            + " FROM compared");
    return new Comparison(
        number("SELECT count(*) FROM expected"),
        number(
            task.ofBuckets() ? "SELECT count(*) FROM once_stored" : "SELECT count(*) FROM stored"),
        number("SELECT count(*) FROM expected WHERE least <> most"),
        number("SELECT count(*) FROM stored WHERE NOT (" + DeclaredRows.CONDITION + ")") - leftOut,
        leftOut + gapsOfLimited,
        differences());
  }

  /**
   * Makes the table {@code expected}. Of events with the same id, company, statistic, customer and
   * month, the first one counts.
   */
  private void count(@Nullable Integer month) throws SQLException {
    boolean some = task.ofBuckets();
    execute(
        "CREATE OR REPLACE VIEW candidates AS SELECT e.* FROM events e"
            + (some
                ? " JOIN due_times t ON e.company = t.company AND e.hour >= t.from_time AND e.hour"
                    + " < t.until_time"
                : ""));
    execute(
        "CREATE OR REPLACE TABLE once AS SELECT * EXCLUDE (copy) FROM (SELECT *, row_number() OVER"
            + " (PARTITION BY company, statistic, customer, month, event_id ORDER BY id) AS copy"
            + " FROM events WHERE event_id IS NOT NULL"
            + (some ? " AND event_id IN (SELECT event_id FROM candidates)" : "")
            + ") WHERE copy = 1"
            + (some ? " AND id IN (SELECT id FROM candidates)" : "")
            + " UNION ALL SELECT * FROM candidates WHERE event_id IS NULL");
    execute(
        "CREATE OR REPLACE VIEW by_own_value AS SELECT e.id, e.company, "
            + (task.ofCustomers() ? "e.customer" : "''")
            + " AS of_customer, e.statistic, v.dimension,"
            + " v.value, r.resolution, CASE r.resolution WHEN 'hour' THEN e.hour WHEN 'day' THEN"
            + " e.day ELSE e.month END AS start, e.counted, r.has_uniques, e.customer, e.month_number FROM once e"
            + " JOIN event_values v USING (id) JOIN resolutions r USING (statistic)"
            + (some
                ? " WHERE (e.company, r.resolution, CASE r.resolution WHEN 'hour' THEN e.hour WHEN"
                    + " 'day' THEN e.day ELSE e.month END) IN (SELECT company, resolution, start"
                    + " FROM due)"
                : "")
            + (month == null ? "" : " WHERE e.month_number = " + month));
    if (declared.limits().isEmpty()) {
      execute("CREATE OR REPLACE VIEW counting AS SELECT * FROM by_own_value");
    } else {
      new LimitedValues(db).decide("by_own_value", "counting");
    }
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
            + ") CROSS JOIN "
            + tables());
  }

  /** The tables in which a row is. A whole statistic has no value to rank. */
  private String tables() {
    return task.ofCustomers()
        ? "(VALUES ('%s')) t(tab)".formatted(StoredTable.CUSTOMER_COUNTS)
        : COMPANY_TABLES;
  }

  private List<Difference> differences() throws SQLException {
    List<Difference> differences = new ArrayList<>();
    try (Statement query = db.createStatement();
        ResultSet row =
            query.executeQuery(
                "SELECT * FROM differences WHERE kind IS NOT NULL ORDER BY tab, " + KEY)) {
      while (row.next()) {
        String statistic = row.getString("statistic").replace('\u0001', '\u0000');
        boolean isExact =
            row.getBoolean("is_complete") && row.getLong("least") == row.getLong("most");
        differences.add(
            new Difference(
                StoredTable.valueOf(row.getString("tab")),
                Difference.Kind.valueOf(row.getString("kind")),
                row.getString("company"),
                row.getString("of_customer"),
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
    if (DayGaps.isName(statistic)) {
      return GapRows.ofText(texts);
    }
    Map<String, BigDecimal> sums = new HashMap<>();
    Statistic known = declared.statistics().get(statistic);
    if (known != null && !texts.isEmpty()) {
      String[] each = texts.split(";", -1);
      for (int i = 0; i < each.length; i++) {
        Sum sum = known.sums().get(i);
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
