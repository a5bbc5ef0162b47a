package io.quipu.audit.recount;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.limit.ValueLimits;
import io.quipu.store.queries.StoredTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The tables of a recount in DuckDB, which take events and stored rows. Used in one thread. */
final class Tables implements AutoCloseable {

  /** Beside the heap of this process. */
  private static final String MEMORY = "1GB";

  private final DuckDBConnection db;
  private final RecountTask task;
  private final DeclaredRows declared;
  private final DuckDBAppender events;
  private final DuckDBAppender values;
  private final DuckDBAppender amounts;
  private final DuckDBAppender stored;
  private final SequenceFacts facts;

  private Tables(DuckDBConnection db, Catalog catalog, RecountTask task) throws SQLException {
    this.db = db;
    this.task = task;
    this.declared = new DeclaredRows(catalog, task);
    run("SET memory_limit = '" + MEMORY + "'");
    if (task.ofBuckets()) {
      // It runs beside a job, which needs the processors more.
      run("SET threads = 1");
    }
    run(
        "CREATE TABLE events (id BIGINT, company VARCHAR, statistic VARCHAR, customer VARCHAR,"
            + " event_id BIGINT, counted BOOLEAN, month_number INTEGER, local_day"
            + " INTEGER, hour BIGINT, day BIGINT, month BIGINT)");
    run("CREATE TABLE event_values (id BIGINT, dimension VARCHAR, value VARCHAR)");
    run("CREATE TABLE amounts (id BIGINT, position INTEGER, amount BIGINT)");
    run(
        "CREATE TABLE stored (tab VARCHAR, company VARCHAR, of_customer VARCHAR, statistic VARCHAR,"
            + " dimension VARCHAR, value VARCHAR, resolution VARCHAR, start BIGINT, count BIGINT,"
            + " uniques BIGINT, sums VARCHAR)");
    run("CREATE TABLE due (company VARCHAR, resolution VARCHAR, start BIGINT)");
    run("CREATE TABLE due_times (company VARCHAR, from_time BIGINT, until_time BIGINT)");
    declared.addTo(db);
    events = db.createAppender("events");
    values = db.createAppender("event_values");
    amounts = db.createAppender("amounts");
    stored = db.createAppender("stored");
    facts = new SequenceFacts(db, declared.sequences(), catalog.timeZones());
  }

  /** The steps of sequences. */
  SequenceFacts facts() {
    return facts;
  }

  /** Whether rows depend on events of other months than their own. */
  boolean needsAllMonths() {
    return !declared.withGaps().isEmpty();
  }

  static Tables open(Path file, Catalog catalog, RecountTask task) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
    try {
      return new Tables(connection.unwrap(DuckDBConnection.class), catalog, task);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** The name of a statistic in these tables: SQL has no character U+0000. */
  static String stored(String statistic) {
    return statistic.replace('\u0000', '\u0001');
  }

  void event(
      long id,
      String company,
      String statistic,
      @Nullable String customer,
      @Nullable Long eventId,
      boolean counted,
      int monthNumber,
      int localDay,
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
    events.append(localDay);
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

  void stored(StoredTable table, CountRow row, String sums) throws SQLException {
    stored.beginRow();
    stored.append(table.name());
    stored.append(row.company());
    stored.append(row.customer());
    stored.append(stored(row.statistic()));
    stored.append(row.dimension());
    stored.append(row.value());
    stored.append(row.resolution().word());
    stored.append(row.bucketStart());
    stored.append(row.count());
    stored.append(row.uniques());
    stored.append(sums);
    stored.endRow();
  }

  void forgetStored() throws SQLException {
    stored.flush();
    run("DELETE FROM stored");
  }

  /** Removes the events of which it is not sure that the job has counted them. */
  void forgetUncounted() throws SQLException {
    flush();
    for (String table : List.of("event_values", "amounts")) {
      run("DELETE FROM " + table + " WHERE id IN (SELECT id FROM events WHERE NOT counted)");
    }
    run("DELETE FROM events WHERE NOT counted");
  }

  /** Removes the events of months before a month. */
  void forgetBefore(int monthNumber) throws SQLException {
    flush();
    String old = "month_number < " + monthNumber;
    for (String table : List.of("event_values", "amounts")) {
      run("DELETE FROM " + table + " WHERE id IN (SELECT id FROM events WHERE " + old + ")");
    }
    run("DELETE FROM events WHERE " + old);
  }

  /** Names the buckets that are compared next. */
  void setDue(List<Due> buckets) throws SQLException {
    flush();
    run("DELETE FROM due");
    run("DELETE FROM due_times");
    try (DuckDBAppender due = db.createAppender("due");
        DuckDBAppender times = db.createAppender("due_times")) {
      for (Due each : buckets) {
        times.beginRow();
        times.append(each.company());
        times.append(each.from());
        times.append(each.until());
        times.endRow();
        for (Due.Part part : each.parts()) {
          due.beginRow();
          due.append(each.company());
          due.append(part.resolution().word());
          due.append(part.start());
          due.endRow();
        }
      }
    }
  }

  /** The companies that have events. */
  List<String> companies() throws SQLException {
    flush();
    List<String> names = new ArrayList<>();
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery("SELECT DISTINCT company FROM events")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  /**
   * The counters of a company that have events in the times of its due buckets, or rows in {@code
   * counts_by_value}. Of a dimension with values beyond its limit, only those with rows.
   */
  List<CounterKey> counters(String company) throws SQLException {
    flush();
    List<CounterKey> counters = new ArrayList<>();
    // A dimension with others can have millions of values without rows.
    String from =
        "WITH rows AS (SELECT DISTINCT statistic, dimension, value FROM stored WHERE company = ?)"
            + " SELECT DISTINCT statistic, dimension, value FROM (SELECT statistic, dimension, value"
            + " FROM events e JOIN event_values USING (id) JOIN due_times t ON e.company = t.company"
            + " AND e.hour >= t.from_time AND e.hour < t.until_time WHERE e.company = ? AND"
            + " (statistic, dimension) NOT IN (SELECT statistic, dimension FROM rows JOIN limits"
            + " USING (statistic, dimension) WHERE value = '"
            + ValueLimits.OTHER
            + "') UNION ALL SELECT statistic, dimension, value FROM rows)";
    try (PreparedStatement query = db.prepareStatement(from)) {
      query.setString(1, company);
      query.setString(2, company);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          counters.add(
              CounterKey.of(company, row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    return counters;
  }

  /**
   * Compares the events with the stored rows.
   *
   * @param completeFrom no other event can have been counted in buckets that begin at this time or
   *     later, in milliseconds since 1970
   */
  Comparison compare(long completeFrom) throws SQLException {
    flush();
    return new RowComparison(db, declared, task, completeFrom).run();
  }

  private void flush() throws SQLException {
    for (DuckDBAppender appender : List.of(events, values, amounts, stored)) {
      appender.flush();
    }
    facts.flush();
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
        stored;
        facts) {
      // Each is closed, also if another one fails.
    }
  }
}
