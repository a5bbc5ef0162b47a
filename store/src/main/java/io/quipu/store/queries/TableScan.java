package io.quipu.store.queries;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.PagedRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Reads all rows of the tables of counts, by ranges of tokens. So it also finds rows that nobody
 * can find by the directory.
 *
 * <p>If Cassandra does not answer, it throws an exception that {@link
 * io.quipu.store.session.RequestFailures#isOfCassandra} recognizes.
 */
public final class TableScan {
  private static final int RANGES_AT_ONCE = 4;

  private static final String COUNTS_KEY = "company, statistic, dimension, value, year";
  private static final String BY_VALUE_KEY =
      "company, statistic, dimension, resolution, bucket, slice";

  private final CassandraSession session;
  private final String keyspace;

  /** Takes rows; an exception ends the scan. */
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    void row(StoredTable table, CountRow row) throws E;
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
  public <E extends Exception> void read(StoredTable table, Sink<E> sink) throws E {
    boolean bySeries = table == StoredTable.COUNTS;
    String key = bySeries ? COUNTS_KEY : BY_VALUE_KEY;
    PreparedStatement select =
        session
            .cql()
            .prepare(
                "SELECT company, statistic, dimension, value, resolution, bucket, count, uniques,"
                    + " sums FROM "
                    + keyspace
                    + "."
                    + (bySeries ? CountsSchema.COUNTS : CountsSchema.COUNTS_BY_VALUE)
                    + " WHERE token("
                    + key
                    + ") > ? AND token("
                    + key
                    + ") <= ?");
    List<BoundStatement> queries = new ArrayList<>();
    for (TokenRange range : ranges()) {
      for (TokenRange part : range.unwrap()) {
        queries.add(select.bind().setToken(0, part.getStart()).setToken(1, part.getEnd()));
      }
    }
    for (int i = 0; i < queries.size(); i += RANGES_AT_ONCE) {
      List<BoundStatement> some = queries.subList(i, Math.min(queries.size(), i + RANGES_AT_ONCE));
      for (Iterator<Row> rows : PagedRows.all(session.cql(), some)) {
        while (rows.hasNext()) {
          sink.row(table, row(rows.next()));
        }
      }
    }
  }

  private Set<TokenRange> ranges() {
    return session
        .cql()
        .getMetadata()
        .getTokenMap()
        .orElseThrow(() -> new IllegalStateException("Cassandra's tokens are not known."))
        .getTokenRanges();
  }

  private static CountRow row(Row row) {
    return new CountRow(
        CountColumns.text(row, "company"),
        "",
        CountColumns.text(row, "statistic"),
        CountColumns.text(row, "dimension"),
        CountColumns.text(row, "value"),
        Resolution.ofCode(row.getByte("resolution")),
        0,
        CountColumns.instant(row, "bucket").toEpochMilli(),
        row.getLong("count"),
        CountColumns.uniques(row),
        CountColumns.sums(row));
  }
}
