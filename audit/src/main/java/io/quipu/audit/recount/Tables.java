package io.quipu.audit.recount;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.store.queries.StoredTable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The tables of a recount in DuckDB. Used in one thread. */
final class Tables implements AutoCloseable {
  private static final String KEY = "company, statistic, dimension, value, resolution, start";

  /** Rows that the catalog can write. Others are of an earlier catalog, and stay as they are. */
  private static final String DECLARED =
      "(statistic, resolution) IN (SELECT statistic, resolution FROM resolutions)"
          + " AND (dimension = '' OR statistic IN (SELECT statistic FROM dimensions WHERE"
          + " dimension = '') OR (statistic, dimension) IN (SELECT statistic, dimension FROM"
          + " dimensions))";

  /** Beside the heap of this process. */
  private static final String MEMORY = "1GB";

  private final DuckDBConnection db;
  private final Map<String, Statistic> statistics = new HashMap<>();
  private final DuckDBAppender events;
  private final DuckDBAppender values;
  private final DuckDBAppender amounts;
  private final DuckDBAppender stored;

  private Tables(DuckDBConnection db, Catalog catalog) throws SQLException {
    this.db = db;
    catalog.statistics().forEach(each -> statistics.put(each.name(), each));
    run("SET memory_limit = '" + MEMORY + "'");
    run(
        "CREATE TABLE events (id BIGINT, company VARCHAR, statistic VARCHAR, customer VARCHAR,"
            + " event_id BIGINT, counted BOOLEAN, month_number INTEGER, hour BIGINT, day BIGINT,"
            + " month BIGINT)");
    run("CREATE TABLE event_values (id BIGINT, dimension VARCHAR, value VARCHAR)");
    run("CREATE TABLE amounts (id BIGINT, position INTEGER, amount BIGINT)");
    run(
        "CREATE TABLE stored (tab VARCHAR, company VARCHAR, statistic VARCHAR, dimension VARCHAR,"
            + " value VARCHAR, resolution VARCHAR, start BIGINT, month_number INTEGER, count BIGINT,"
            + " uniques BIGINT, sums VARCHAR)");
    run("CREATE TABLE resolutions (statistic VARCHAR, resolution VARCHAR, has_uniques BOOLEAN)");
    try (DuckDBAppender resolutions = db.createAppender("resolutions")) {
      for (Statistic statistic : catalog.statistics()) {
        for (Resolution resolution : Resolution.values()) {
          if (resolution == Resolution.MONTH || statistic.resolutions().contains(resolution)) {
            resolutions.beginRow();
            resolutions.append(statistic.name());
            resolutions.append(resolution.word());
            resolutions.append(statistic.uniques());
            resolutions.endRow();
          }
        }
      }
    }
    run("CREATE TABLE dimensions (statistic VARCHAR, dimension VARCHAR)");
    try (DuckDBAppender dimensions = db.createAppender("dimensions")) {
      for (StatisticDefinition definition : catalog.definitions()) {
        for (DimensionDefinition dimension : definition.dimensions()) {
          dimension(dimensions, definition.name(), dimension.name());
        }
        if (definition.propertyLimit() > 0) {
          // Properties have any name.
          dimension(dimensions, definition.name(), "");
        }
      }
    }
    events = db.createAppender("events");
    values = db.createAppender("event_values");
    amounts = db.createAppender("amounts");
    stored = db.createAppender("stored");
  }

  private static void dimension(DuckDBAppender dimensions, String statistic, String name)
      throws SQLException {
    dimensions.beginRow();
    dimensions.append(statistic);
    dimensions.append(name);
    dimensions.endRow();
  }

  static Tables open(Path file, Catalog catalog) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
    try {
      return new Tables(connection.unwrap(DuckDBConnection.class), catalog);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  void event(
      long id,
      String company,
      String statistic,
      @Nullable String customer,
      @Nullable Long eventId,
      boolean counted,
      int monthNumber,
      long hour,
      long day,
      long month)
      throws SQLException {
    events.beginRow();
    events.append(id);
    events.append(company);
    events.append(statistic);
    events.append(customer);
    events.append(eventId);
    events.append(counted);
    events.append(monthNumber);
    events.append(hour);
    events.append(day);
    events.append(month);
    events.endRow();
    value(id, "", "");
  }

  void value(long id, String dimension, String value) throws SQLException {
    values.beginRow();
    values.append(id);
    values.append(dimension);
    values.append(value);
    values.endRow();
  }

  void amount(long id, int position, long amount) throws SQLException {
    amounts.beginRow();
    amounts.append(id);
    amounts.append(position);
    amounts.append(amount);
    amounts.endRow();
  }

  void stored(StoredTable table, CountRow row, int monthNumber, String sums) throws SQLException {
    stored.beginRow();
    stored.append(table.name());
    stored.append(row.company());
    stored.append(row.statistic());
    stored.append(row.dimension());
    stored.append(row.value());
    stored.append(row.resolution().word());
    stored.append(row.bucketStart());
    stored.append(monthNumber);
    stored.append(row.count());
    stored.append(row.uniques());
    stored.append(sums);
    stored.endRow();
  }

  void forgetStored() throws SQLException {
    stored.flush();
    run("DELETE FROM stored");
  }

  /**
   * Compares the events with the stored rows. After a change of slices a value can have two rows;
   * readers take the larger one.
   */
  Comparison compare(boolean complete) throws SQLException {
    for (DuckDBAppender appender : List.of(events, values, amounts, stored)) {
      appender.flush();
    }
    count();
    run(
        "CREATE OR REPLACE TABLE once_stored AS SELECT tab, "
            + KEY
            + ", max(count) AS count, arg_max(uniques, count) AS uniques, arg_max(sums, count) AS"
            + " sums FROM stored WHERE "
            + DECLARED
            + " GROUP BY"
            + " tab, "
            + KEY);
    run(
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
    run(
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
        number("SELECT count(*) FROM stored WHERE NOT (" + DECLARED + ")"),
        differences(complete));
  }

  /**
   * Makes the table {@code expected}. Of events with the same id, company, statistic, customer and
   * month, the first one counts.
   */
  private void count() throws SQLException {
    run(
        "CREATE OR REPLACE TABLE once AS SELECT * EXCLUDE (copy) FROM (SELECT *, row_number() OVER"
            + " (PARTITION BY company, statistic, customer, month, event_id ORDER BY id) AS copy"
            + " FROM events WHERE event_id IS NOT NULL) WHERE copy = 1"
            + " UNION ALL SELECT * FROM events WHERE event_id IS NULL");
    run(
        "CREATE OR REPLACE VIEW counting AS SELECT e.id, e.company, e.statistic, v.dimension,"
            + " v.value, r.resolution, CASE r.resolution WHEN 'hour' THEN e.hour WHEN 'day' THEN"
            + " e.day ELSE e.month END AS start, e.counted, r.has_uniques, e.customer FROM once e"
            + " JOIN event_values v USING (id) JOIN resolutions r USING (statistic)");
    run(
        "CREATE OR REPLACE TABLE numbers AS SELECT "
            + KEY
            + ", count(*) FILTER (WHERE counted) AS least, count(*) AS most,"
            + " CASE WHEN has_uniques THEN count(DISTINCT customer) FILTER (WHERE counted) END"
            + " AS least_uniques,"
            + " CASE WHEN has_uniques THEN count(DISTINCT customer) END AS most_uniques"
            + " FROM counting GROUP BY "
            + KEY
            + ", has_uniques");
    run(
        "CREATE OR REPLACE TABLE sums AS SELECT "
            + KEY
            + ", string_agg(total::VARCHAR, ';' ORDER BY position) AS sums FROM (SELECT "
            + KEY
            + ", position, sum(amount) AS total FROM counting JOIN amounts USING (id) GROUP BY "
            + KEY
            + ", position) GROUP BY "
            + KEY);
    run(
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

  private List<Difference> differences(boolean complete) throws SQLException {
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

  private void run(String sql) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    try (db;
        events;
        values;
        amounts;
        stored) {
      // Each is closed, also if another one fails.
    }
  }
}
