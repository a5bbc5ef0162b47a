package io.quipu.io.cassandra;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.StoredPage;
import io.quipu.store.pages.PagesTable;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.pages.PageStore;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A store of pages of one kind in Cassandra. The schema must have been applied. */
public final class CassandraPages implements PageStore {
  private static final long serialVersionUID = 1L;

  private final CassandraSettings settings;
  private final PagesTable.Kind kind;
  private transient @Nullable PagesTable table;

  /** The pages of one kind in this Cassandra. */
  public CassandraPages(CassandraSettings settings, PagesTable.Kind kind) {
    this.settings = settings;
    this.kind = kind;
  }

  @Override
  public void open() throws InterruptedException {
    table = PagesTable.open(settings, kind);
  }

  @Override
  public CompletionStage<List<StoredPage>> read(int month, Fingerprint key) {
    return table().read(month, key);
  }

  @Override
  public CompletionStage<Void> write(int month, Fingerprint key, StoredPage page) {
    return table().write(month, key, page);
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
      table = null;
    }
  }

  private PagesTable table() {
    if (table == null) {
      throw new IllegalStateException("The store of pages is not open.");
    }
    return table;
  }
}
