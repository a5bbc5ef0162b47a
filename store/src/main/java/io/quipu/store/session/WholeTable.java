package io.quipu.store.session;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Reads all rows of a table, by ranges of tokens. Rows of one partition follow each other. */
public final class WholeTable {
  private static final int RANGES_AT_ONCE = 4;

  private WholeTable() {}

  /** Takes rows; an exception ends the reading. */
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    void rows(Iterator<Row> rows) throws E, InterruptedException;
  }

  /**
   * Reads a table.
   *
   * @param select the query without a condition
   * @param partitionKey the columns of the partition key, with commas
   * @param sink takes the rows of one range after the other; a partition is in one range
   */
  public static <E extends Exception> void read(
      CassandraSession session, String select, String partitionKey, Sink<E> sink)
      throws E, InterruptedException {
    PreparedStatement prepared =
        session
            .cql()
            .prepare(
                "%s WHERE token(%s) > ? AND token(%s) <= ?"
                    .formatted(select, partitionKey, partitionKey));
    List<BoundStatement> queries = new ArrayList<>();
    for (TokenRange range : ranges(session)) {
      for (TokenRange part : range.unwrap()) {
        queries.add(prepared.bind().setToken(0, part.getStart()).setToken(1, part.getEnd()));
      }
    }
    for (int i = 0; i < queries.size(); i += RANGES_AT_ONCE) {
      List<BoundStatement> some = queries.subList(i, Math.min(queries.size(), i + RANGES_AT_ONCE));
      for (Iterator<Row> rows : PagedRows.all(session.cql(), some)) {
        sink.rows(rows);
      }
    }
  }

  private static Set<TokenRange> ranges(CassandraSession session) {
    return session
        .cql()
        .getMetadata()
        .getTokenMap()
        .orElseThrow(() -> new IllegalStateException("Cassandra's tokens are not known."))
        .getTokenRanges();
  }
}
