package io.quipu.audit.counters;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Adds up counters in a DuckDB of this process: of each counter and bucket, and of the days and
 * months that the counters lack. Used in one thread.
 */
final class CounterTotals implements AutoCloseable {
  /** The digits after the point of a sum in the database. */
  private static final int SCALE = 18;

  private static final String KEY = "company, statistic, dimension, value, resolution, start";

  private final DuckDBConnection db;
  private final Calendars calendars;
  private final DuckDBAppender counters;
  private final DuckDBAppender stored;
  private final DuckDBAppender sums;
  private long number;

  /** Takes rows. */
  @FunctionalInterface
  interface Sink {
    void row(CountRow row) throws SQLException, InterruptedException;
  }

  CounterTotals(Path file, Catalog catalog) throws SQLException {
    db = DriverManager.getConnection("jdbc:duckdb:" + file).unwrap(DuckDBConnection.class);
    calendars = new Calendars(catalog.timeZones());
    run("SET memory_limit = '1GB'");
    run(
        "CREATE TABLE counters (company VARCHAR, statistic VARCHAR, dimension VARCHAR, value"
            + " VARCHAR, resolution VARCHAR, start BIGINT, day BIGINT, month BIGINT, year INTEGER,"
            + " amount BIGINT, number BIGINT)");
    run("CREATE TABLE sums (number BIGINT, name VARCHAR, amount DECIMAL(38, 18))");
    run(
        "CREATE TABLE stored (company VARCHAR, statistic VARCHAR, dimension VARCHAR, value VARCHAR,"
            + " resolution VARCHAR, start BIGINT, count BIGINT, uniques BIGINT, sums VARCHAR)");
    counters = db.createAppender("counters");
    sums = db.createAppender("sums");
    stored = db.createAppender("stored");
  }

  /** Adds a counter. */
  void add(MappedRows.Mapped row) throws SQLException {
    int hour = calendars.of(row.company()).localHour(row.start().toEpochMilli());
    int month = LocalHour.month(hour);
    counters.beginRow();
    counters.append(row.company());
    counters.append(row.statistic());
    counters.append(row.dimension());
    counters.append(row.value());
    counters.append(row.resolution().word());
    counters.append(row.start().toEpochMilli());
    counters.append(
        calendars.of(row.company()).dayStart(month, LocalHour.day(LocalHour.code(hour))));
    counters.append(calendars.of(row.company()).monthStart(month));
    counters.append(LocalHour.yearMonth(month).getYear());
    counters.append(row.amount().longValueExact());
    counters.append(++number);
    counters.endRow();
    for (Map.Entry<String, BigDecimal> sum : row.sums().entrySet()) {
      sums.beginRow();
      sums.append(number);
      sums.append(sum.getKey());
      sums.append(sum.getValue().setScale(SCALE));
      sums.endRow();
    }
  }

  /** Adds up. A day or month is derived only if no counter of the dimension has any. */
  void addUp(Catalog catalog) throws SQLException {
    counters.flush();
    sums.flush();
    run("CREATE TABLE kept (statistic VARCHAR, resolution VARCHAR)");
    try (DuckDBAppender kept = db.createAppender("kept")) {
      for (Statistic statistic : catalog.statistics()) {
        for (Resolution resolution : Resolution.values()) {
          if (resolution == Resolution.MONTH || statistic.resolutions().contains(resolution)) {
            kept.beginRow();
            kept.append(statistic.name());
            kept.append(resolution.word());
            kept.endRow();
          }
        }
      }
    }
    derive("hour", "day");
    derive("day", "month");
    derive("hour", "month");
    run(
        "CREATE TABLE totals AS SELECT "
            + KEY
            + ", any_value(year) AS year, sum(amount)::BIGINT AS count FROM counters GROUP BY "
            + KEY
            + " HAVING sum(amount) > 0");
    run(
        "CREATE TABLE total_sums AS SELECT "
            + KEY
            + ", string_agg(name || '=' || total::VARCHAR, ';' ORDER BY name) AS sums FROM (SELECT "
            + KEY
            + ", name, sum(s.amount) AS total FROM counters JOIN sums s USING (number) GROUP BY "
            + KEY
            + ", name) GROUP BY "
            + KEY);
    run(
        "CREATE TABLE expected AS SELECT t.*, coalesce(s.sums, '') AS sums FROM totals t LEFT JOIN"
            + " total_sums s USING ("
            + KEY
            + ")");
  }

  /** Adds a coarser resolution, if the statistic keeps it and no counter has it. */
  private void derive(String from, String to) throws SQLException {
    run(
        ("INSERT INTO counters SELECT company, statistic, dimension, value, '%2$s', %2$s, day, month,"
                + " year, amount, number FROM counters c WHERE resolution = '%1$s' AND EXISTS (SELECT"
                + " 1 FROM kept k WHERE k.statistic = c.statistic AND k.resolution = '%2$s') AND NOT"
                + " EXISTS (SELECT 1 FROM counters o WHERE o.company = c.company AND o.statistic ="
                + " c.statistic AND o.dimension = c.dimension AND o.resolution = '%2$s')")
            .formatted(from, to));
  }

  /** Passes all totals to a sink. */
  void totals(Sink sink) throws SQLException, InterruptedException {
    read("SELECT * FROM expected", sink);
  }

  /** Passes the largest totals to a sink, for a person to compare them. */
  void sample(int rows, Sink sink) throws SQLException, InterruptedException {
    read("SELECT * FROM expected ORDER BY count DESC, " + KEY + " LIMIT " + rows, sink);
  }

  private void read(String query, Sink sink) throws SQLException, InterruptedException {
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        sink.row(
            new CountRow(
                row.getString("company"),
                "",
                row.getString("statistic"),
                row.getString("dimension"),
                row.getString("value"),
                Resolution.ofWord(row.getString("resolution")),
                row.getInt("year"),
                row.getLong("start"),
                row.getLong("count"),
                null,
                sums(row.getString("sums"))));
      }
    }
  }

  private static Map<String, BigDecimal> sums(String text) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    if (!text.isEmpty()) {
      for (String each : text.split(";", -1)) {
        int equal = each.lastIndexOf('=');
        BigDecimal amount = new BigDecimal(each.substring(equal + 1)).stripTrailingZeros();
        sums.put(each.substring(0, equal), amount.scale() < 0 ? amount.setScale(0) : amount);
      }
    }
    return sums;
  }

  /** Adds a row that was stored. */
  void addStored(CountRow row) throws SQLException {
    stored.beginRow();
    stored.append(row.company());
    stored.append(row.statistic());
    stored.append(row.dimension());
    stored.append(row.value());
    stored.append(row.resolution().word());
    stored.append(row.bucketStart());
    stored.append(row.count());
    stored.append(row.uniques());
    stored.append(
        new TreeMap<>(row.sums())
            .entrySet().stream()
                .map(sum -> sum.getKey() + "=" + sum.getValue().setScale(SCALE).toPlainString())
                .collect(Collectors.joining(";")));
    stored.endRow();
  }

  /** How many rows differ between the totals and the rows that were stored. */
  long differences() throws SQLException {
    stored.flush();
    return number(
        "SELECT count(*) FROM expected e FULL OUTER JOIN stored s USING ("
            + KEY
            + ") WHERE e.count IS DISTINCT FROM s.count OR e.sums IS DISTINCT FROM s.sums OR"
            + " s.uniques IS NOT NULL");
  }

  /** How many totals there are. */
  long rows() throws SQLException {
    return number("SELECT count(*) FROM expected");
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
        counters;
        sums;
        stored) {
      // Each is closed, also if another one fails.
    }
  }
}
