package io.quipu.io.lookups;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.quipu.model.catalog.LookupTable;
import io.quipu.transforms.hydrate.ReferenceData;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Caches answers, also "unknown". Simultaneous lookups of a key make only one request. */
final class CachedReferenceData implements ReferenceData {
  private static final long serialVersionUID = 1L;

  private final LookupTable table;
  private final ReferenceData data;
  private transient @Nullable AsyncCache<List<String>, Map<String, String>> cache;

  CachedReferenceData(LookupTable table, ReferenceData data) {
    this.table = table;
    this.data = data;
  }

  @Override
  public void open() throws InterruptedException {
    open(Ticker.systemTicker());
  }

  void open(Ticker ticker) throws InterruptedException {
    data.open();
    cache =
        Caffeine.newBuilder()
            .maximumSize(table.cacheSize())
            .expireAfterWrite(table.expiry())
            .ticker(ticker)
            .buildAsync();
  }

  @Override
  public CompletableFuture<Map<String, String>> find(List<String> key) {
    return Objects.requireNonNull(cache).get(key, (k, executor) -> data.find(k));
  }

  @Override
  public void close() {
    data.close();
  }
}
