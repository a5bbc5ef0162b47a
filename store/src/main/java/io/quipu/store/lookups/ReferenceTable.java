package io.quipu.store.lookups;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.common.base.Throwables;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.session.RetryingRequests;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Cassandra table that a user declares for lookups. Its key columns may have any simple type. It
 * shares its session. Queries are repeated during an outage of Cassandra. Thread-safe.
 */
public final class ReferenceTable implements AutoCloseable {

  /** Cassandra refuses longer keys. */
  private static final int MAX_KEY_BYTES = 65_535;

  /** The bytes that Cassandra adds to each column of a key with several columns. */
  private static final int COMPOSITE_BYTES = 3;

  private final CassandraSession shared;
  private final RetryingRequests requests;
  private final PreparedStatement select;
  private final List<String> columns;
  private final ColumnTexts texts;

  private ReferenceTable(
      CassandraSession shared,
      LookupTable table,
      ReferenceSource.CassandraTable where,
      List<String> columns)
      throws InterruptedException {
    this.shared = shared;
    this.columns = List.copyOf(columns);
    requests = new RetryingRequests(shared, "lookups in " + where.table());
    texts = new ColumnTexts(shared.cql().getContext());
    try {
      select = requests.prepare(select(table, where));
    } catch (CassandraException e) {
      throw refused(table, where, e);
    }
  }

  /**
   * Opens the table; waits until Cassandra answers.
   *
   * @param columns the key columns and the columns to read
   * @throws CassandraException if the table is not as declared, or Cassandra refuses the user, has
   *     no such keyspace, or has an untrusted certificate
   */
  public static ReferenceTable open(
      CassandraSettings settings,
      LookupTable table,
      ReferenceSource.CassandraTable where,
      List<String> columns)
      throws InterruptedException {
    return CassandraSession.shareWith(
        settings, shared -> new ReferenceTable(shared, table, where, columns));
  }

  /** Names the columns, because {@code *} in a prepared statement keeps its first meaning. */
  private String select(LookupTable table, ReferenceSource.CassandraTable where) {
    return "SELECT "
        + columns.stream().map(ReferenceTable::quoted).collect(Collectors.joining(", "))
        + " FROM "
        + quoted(where.keyspace())
        + "."
        + quoted(where.table())
        + " WHERE "
        + table.keyColumns().stream()
            .map(column -> quoted(column) + " = ?")
            .collect(Collectors.joining(" AND "))
        + " LIMIT 1";
  }

  private static String quoted(String name) {
    return CqlIdentifier.fromInternal(name).asCql(false);
  }

  private CassandraException refused(
      LookupTable table, ReferenceSource.CassandraTable where, CassandraException e) {
    return new CassandraException(
        "The lookup '"
            + table.name()
            + "' cannot ask "
            + where.keyspace()
            + "."
            + where.table()
            + " for "
            + columns
            + " by the key "
            + table.keyColumns()
            + ": "
            + Throwables.getRootCause(e).getMessage()
            + ". It needs a table that has these columns, and this partition key.",
        e);
  }

  /**
   * The row of a key, by column; empty if the key is unknown. A key that no row can have, such as
   * "abc" where keys are numbers, is unknown too.
   */
  public CompletableFuture<Map<String, String>> find(List<String> key) {
    BoundStatement query = bind(key);
    return query == null
        ? CompletableFuture.completedFuture(Map.of())
        : requests.execute(query).thenApply(rows -> toMap(rows.one()));
  }

  /** The query; null if no row can have this key. */
  private @Nullable BoundStatement bind(List<String> key) {
    BoundStatementBuilder query = select.boundStatementBuilder();
    ColumnDefinitions keyColumns = select.getVariableDefinitions();
    int bytes = key.size() == 1 ? 0 : key.size() * COMPOSITE_BYTES;
    for (int i = 0; i < key.size(); i++) {
      ByteBuffer value = texts.encode(keyColumns.get(i).getType(), key.get(i));
      if (value == null) {
        return null;
      }
      query.setBytesUnsafe(i, value);
      bytes += value.remaining();
    }
    // Cassandra always refuses empty keys and keys that are too long.
    return bytes == 0 || bytes > MAX_KEY_BYTES ? null : query.build();
  }

  private Map<String, String> toMap(@Nullable Row row) {
    if (row == null) {
      return Map.of();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.getObject(i);
      if (value != null) {
        values.put(columns.get(i), ColumnTexts.text(value));
      }
    }
    return values;
  }

  /** Releases the shared session. */
  @Override
  public void close() {
    shared.close();
  }
}
