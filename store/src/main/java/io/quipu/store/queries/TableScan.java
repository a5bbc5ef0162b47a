package io.quipu.store.queries;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.WholeTable;

/**
 * Reads all rows of the tables of counts, by ranges of tokens. So it also finds rows that nobody
 * can find by the directory.
 *
 * <p>If Cassandra does not answer, it throws an exception that {@link
 * io.quipu.store.session.RequestFailures#isOfCassandra} recognizes.
 */
public final class TableScan {
  private static final String COUNTS_KEY = "company, statistic, dimension, value, year";
  private static final String BY_VALUE_KEY =
      "company, statistic, dimension, resolution, bucket, slice";
  private static final String CUSTOMER_KEY = "company, customer, year";

  private final CassandraSession session;
  private final String keyspace;

  /** Takes rows; an exception ends the scan. */
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    void row(StoredTable table, CountRow row) throws E, InterruptedException;
  }

  /**
   * A scan of a keyspace.
   *
   * @param session must stay open during the scan
   * @throws IllegalArgumentException if the name is not valid for a keyspace
   */
  public TableScan(CassandraSession session, String keyspace) {
    this.session = session;
    this.keyspace = CountsSchema.requireKeyspace(keyspace);
  }

  /** Passes each row of a table to a sink, in no defined order. The year of a row is 0. */
  public <E extends Exception> void read(StoredTable table, Sink<E> sink)
      throws E, InterruptedException {
    boolean ofCustomers = table == StoredTable.CUSTOMER_COUNTS;
    WholeTable.<E>read(
        session,
        "SELECT company, statistic, dimension, value, resolution, bucket, count, sums, "
            + (ofCustomers ? "customer" : "uniques")
            + " FROM "
            + keyspace
            + "."
            + name(table),
        switch (table) {
          case COUNTS -> COUNTS_KEY;
          case COUNTS_BY_VALUE -> BY_VALUE_KEY;
          case CUSTOMER_COUNTS -> CUSTOMER_KEY;
        },
        rows -> {
          while (rows.hasNext()) {
            sink.row(table, row(rows.next(), ofCustomers));
          }
        });
  }

  private static String name(StoredTable table) {
    return switch (table) {
      case COUNTS -> CountsSchema.COUNTS;
      case COUNTS_BY_VALUE -> CountsSchema.COUNTS_BY_VALUE;
      case CUSTOMER_COUNTS -> CountsSchema.CUSTOMER_COUNTS;
    };
  }

  private static CountRow row(Row row, boolean ofCustomers) {
    return new CountRow(
        CountColumns.text(row, "company"),
        ofCustomers ? CountColumns.text(row, "customer") : "",
        CountColumns.text(row, "statistic"),
        CountColumns.text(row, "dimension"),
        CountColumns.text(row, "value"),
        Resolution.ofCode(row.getByte("resolution")),
        0,
        CountColumns.instant(row, "bucket").toEpochMilli(),
        row.getLong("count"),
        ofCustomers ? null : CountColumns.uniques(row),
        CountColumns.sums(row));
  }
}
