package io.quipu.io.lookups;

import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.store.lookups.ReferenceTable;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.hydrate.ReferenceData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reference data in a Cassandra table, whose key columns may be of any simple type. */
final class CassandraReferenceData implements ReferenceData {
  private static final long serialVersionUID = 1L;

  private final LookupTable table;
  private final ReferenceSource.CassandraTable where;
  private final List<String> columns;
  private final CassandraSettings settings;
  private transient @Nullable ReferenceTable rows;

  /**
   * Reference data of a lookup.
   *
   * @param columns the key columns and the columns to read
   */
  CassandraReferenceData(
      LookupTable table,
      ReferenceSource.CassandraTable where,
      List<String> columns,
      CassandraSettings settings) {
    this.table = table;
    this.where = where;
    this.columns = List.copyOf(columns);
    this.settings = settings;
  }

  @Override
  public void open() throws InterruptedException {
    rows = ReferenceTable.open(settings, table, where, columns);
  }

  @Override
  public CompletableFuture<Map<String, String>> find(List<String> key) {
    if (rows == null) {
      throw new IllegalStateException("The lookup '" + table.name() + "' is not open.");
    }
    return rows.find(key);
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }
}
