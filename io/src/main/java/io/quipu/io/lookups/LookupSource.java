package io.quipu.io.lookups;

import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.hydrate.ReferenceData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds reference data where the catalog declares it: in a file, or in a Cassandra table. */
public final class LookupSource implements ReferenceData.Source {
  private static final long serialVersionUID = 1L;

  private final @Nullable CassandraSettings cassandra;

  private LookupSource(@Nullable CassandraSettings cassandra) {
    this.cassandra = cassandra;
  }

  /** Reference data in files alone. */
  public static LookupSource files() {
    return new LookupSource(null);
  }

  /** Reference data in files, and in tables of this Cassandra. */
  public static LookupSource filesAndCassandra(CassandraSettings cassandra) {
    return new LookupSource(cassandra);
  }

  @Override
  public ReferenceData of(LookupTable table, List<String> columns) {
    ReferenceSource source = table.source();
    if (source instanceof ReferenceSource.File file) {
      return new FileReferenceData(table, file, columns);
    }
    if (cassandra == null) {
      throw new IllegalArgumentException(
          "The lookup '"
              + table.name()
              + "' is in Cassandra; use LookupSource.filesAndCassandra(settings).");
    }
    ReferenceSource.CassandraTable where = (ReferenceSource.CassandraTable) source;
    return new CachedReferenceData(
        table, new CassandraReferenceData(table, where, columns, cassandra));
  }
}
