package io.quipu.audit.recount;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.store.queries.StoredTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The tables of a recount in DuckDB, which take events and stored rows. Used in one thread. */
final class Tables implements AutoCloseable {

  /** Beside the heap of this process. */
  private static final String MEMORY = "1GB";

  private final DuckDBConnection db;
  private final Map<String, Statistic> statistics = new HashMap<>();
  private final DuckDBAppender events;
  private final DuckDBAppender values;
  private final DuckDBAppender amounts;
  private final DuckDBAppender stored;
  private final List<SequenceDefinition> sequences;
  private final SequenceFacts facts;

  private Tables(DuckDBConnection db, Catalog catalog) throws SQLException {
    this.db = db;
    sequences = catalog.sequences();
    List<Statistic> declared = new ArrayList<>(catalog.statistics());
    sequences.forEach(each -> declared.add(each.statistic()));
    declared.forEach(each -> statistics.put(each.name(), each));
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
      for (Statistic statistic : declared) {
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
      for (SequenceDefinition sequence : sequences) {
        for (String dimension : sequence.dimensions()) {
          dimension(dimensions, sequence.statistic().name(), dimension);
        }
      }
    }
    events = db.createAppender("events");
    values = db.createAppender("event_values");
    amounts = db.createAppender("amounts");
    stored = db.createAppender("stored");
    facts = new SequenceFacts(db, sequences, catalog.timeZones());
  }

  /** The steps of sequences. */
  SequenceFacts facts() {
    return facts;
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
   * Compares the events with the stored rows.
   *
   * @param month the number of the month to compare; null for all
   */
  Comparison compare(boolean complete, @Nullable Integer month) throws SQLException {
    for (DuckDBAppender appender : List.of(events, values, amounts, stored)) {
      appender.flush();
    }
    facts.flush();
    return new RowComparison(db, statistics, complete)
        .run(new SequenceRows(db, sequences, complete, month));
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
