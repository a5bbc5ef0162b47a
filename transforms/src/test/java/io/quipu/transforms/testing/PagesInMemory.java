package io.quipu.transforms.testing;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.StoredPage;
import io.quipu.transforms.pages.PageStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A store of pages in the memory of this process. */
public final class PagesInMemory implements PageStore {
  private static final long serialVersionUID = 1L;

  /** Runners copy it, so it finds its pages by a name. */
  private static final Map<String, Store> STORES = new ConcurrentHashMap<>();

  private record Key(int month, Fingerprint fingerprint) {}

  private static final class Store {
    private final Map<Key, List<StoredPage>> pages = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger found = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
  }

  private final String name = UUID.randomUUID().toString();

  public PagesInMemory() {
    STORES.put(name, new Store());
  }

  /** How many keys have a page. */
  public int keys() {
    return store().pages.size();
  }

  /** How many pages were read. */
  public int reads() {
    return store().reads.get();
  }

  /** How many pages were read and found. */
  public int found() {
    return store().found.get();
  }

  /** How many pages were written. */
  public int writes() {
    return store().writes.get();
  }

  /** How many copies are open. */
  public int connections() {
    return store().connections.get();
  }

  @Override
  public void open() {
    store().connections.incrementAndGet();
  }

  @Override
  public CompletionStage<List<StoredPage>> read(int month, Fingerprint key) {
    store().reads.incrementAndGet();
    List<StoredPage> pages = store().pages.getOrDefault(new Key(month, key), List.of());
    if (!pages.isEmpty()) {
      store().found.incrementAndGet();
    }
    return CompletableFuture.completedFuture(List.copyOf(pages));
  }

  @Override
  public CompletionStage<Void> write(int month, Fingerprint key, StoredPage page) {
    store().writes.incrementAndGet();
    store()
        .pages
        .computeIfAbsent(new Key(month, key), any -> new CopyOnWriteArrayList<>())
        .add(page);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    store().connections.decrementAndGet();
  }

  private Store store() {
    Store store = STORES.get(name);
    if (store == null) {
      throw new IllegalStateException("There is no store of this name.");
    }
    return store;
  }
}
