package io.quipu.simulation.world;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.StoredPage;
import io.quipu.simulation.world.SimulatedCassandra.PageKey;
import io.quipu.transforms.pages.PageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The pages in the simulated Cassandra. */
public final class SimulatedPages implements PageStore {
  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * Pages of one kind.
   *
   * @param kind the name of the kind, part of each page's key
   */
  public SimulatedPages(String kind) {
    this.kind = kind;
  }

  @Override
  public void open() {
    World.current().call("connect to the pages of " + kind);
  }

  @Override
  public CompletionStage<List<StoredPage>> read(int month, Fingerprint key) {
    World world = World.current();
    world.call("read a page of " + kind);
    List<StoredPage> pages = new ArrayList<>();
    for (PageKey stored : world.cassandra().pages().keys()) {
      if (stored.kind().equals(kind)
          && stored.month() == month
          && stored.fingerprint().equals(key)) {
        Object page = world.cassandra().pages().read(stored).get("page");
        if (page != null) {
          pages.add(new StoredPage(stored.generation(), (byte[]) page));
        }
      }
    }
    return CompletableFuture.completedFuture(world.tampering().readPages(kind, pages));
  }

  @Override
  public CompletionStage<Void> write(int month, Fingerprint key, StoredPage page) {
    World world = World.current();
    List<PendingWrite> writes = new ArrayList<>();
    for (StoredPage one : world.tampering().writtenPages(kind, page)) {
      PageKey row = new PageKey(kind, month, key, one.generation());
      writes.add(
          world.send(
              () -> "write a page of " + kind,
              () ->
                  world
                      .cassandra()
                      .pages()
                      .write(row, Map.of("page", one.bytes()), world.millis() * 1000)));
    }
    return writes.isEmpty() || !world.tampering().waitsForPages()
        ? CompletableFuture.completedFuture(null)
        : writes.get(0);
  }

  @Override
  public void close() {}
}
