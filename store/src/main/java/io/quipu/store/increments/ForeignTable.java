package io.quipu.store.increments;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.WholeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table of another system in the same Cassandra. */
public final class ForeignTable {
  private final CassandraSession session;
  private final String name;
  private final Map<String, String> types;
  private final List<String> partitionKey;

  private ForeignTable(
      CassandraSession session, String name, Map<String, String> types, List<String> partitionKey) {
    this.session = session;
    this.name = name;
    this.types = types;
    this.partitionKey = partitionKey;
  }

  /** Takes rows. */
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    /**
     * Takes a row.
     *
     * @param values in the order of the columns, as the driver gives them: texts, numbers, an
     *     Instant for a timestamp, a LocalDate for a date; null for a missing value
     */
    void row(List<@Nullable Object> values) throws E, InterruptedException;
  }

  /**
   * Finds a table.
   *
   * @param session must stay open
   */
  public static Optional<ForeignTable> find(
      CassandraSession session, String keyspace, String name) {
    // Sessions do not keep the schemas of other keyspaces.
    Map<String, String> types = new TreeMap<>();
    SortedMap<Integer, String> key = new TreeMap<>();
    for (Row column :
        session
            .cql()
            .execute(
                "SELECT column_name, kind, position, type FROM system_schema.columns WHERE"
                    + " keyspace_name = ? AND table_name = ?",
                keyspace,
                name)) {
      String columnName = CountColumns.text(column, "column_name");
      types.put(columnName, CountColumns.text(column, "type"));
      if (CountColumns.text(column, "kind").equals("partition_key")) {
        key.put(column.getInt("position"), columnName);
      }
    }
    return types.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ForeignTable(
                session, quoted(keyspace) + "." + quoted(name), types, List.copyOf(key.values())));
  }

  /** The names of the columns. */
  public Set<String> columns() {
    return types.keySet();
  }

  /** The type of a column, as CQL has it, such as {@code counter}. */
  public String type(String column) {
    return Objects.requireNonNull(types.get(column), column);
  }

  /** Reads all rows, by ranges of tokens. */
  public <E extends Exception> void read(List<String> columns, Sink<E> sink)
      throws E, InterruptedException {
    String names = columns.stream().map(ForeignTable::quoted).collect(Collectors.joining(", "));
    String key = partitionKey.stream().map(ForeignTable::quoted).collect(Collectors.joining(", "));
    WholeTable.<E>read(
        session,
        "SELECT %s FROM %s".formatted(names, name),
        key,
        rows -> {
          while (rows.hasNext()) {
            Row row = rows.next();
            List<@Nullable Object> values = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
              values.add(row.getObject(i));
            }
            sink.row(values);
          }
        });
  }

  private static String quoted(String name) {
    return CqlIdentifier.fromInternal(name).asCql(false);
  }
}
