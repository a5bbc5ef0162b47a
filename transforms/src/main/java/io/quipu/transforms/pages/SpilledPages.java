package io.quipu.transforms.pages;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.Generations;
import io.quipu.model.state.Shard;
import io.quipu.model.state.StoredPage;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/**
 * An open {@link PageSpill}, used by one instance of a stage in one thread.
 *
 * <p>A page that leaves state gets a generation, which stays in the shard's state. A job that goes
 * back to a checkpoint also goes back to the generations in it. So it ignores the pages that were
 * stored after the checkpoint.
 */
public final class SpilledPages implements AutoCloseable {

  /** How many requests are in flight at once; one connection carries 1,024. */
  public static final int MAX_IN_FLIGHT = 256;

  private final PageSpill spill;
  private final Deque<CompletableFuture<Void>> writes = new ArrayDeque<>();

  private SpilledPages(PageSpill spill) {
    this.spill = spill;
  }

  /** Connects to the store. */
  public static SpilledPages open(PageSpill spill) throws InterruptedException {
    spill.store().open();
    return new SpilledPages(spill);
  }

  /** Whether earlier incarnations may have stored something for the shard. */
  public boolean isBeforeHorizon(Shard shard) {
    return shard.month() < spill.firstNewMonth();
  }

  /**
   * Whether a page that is not in state may be in the store.
   *
   * @param left the generations under which the shard's pages have left state
   */
  public boolean mayHold(Shard shard, Collection<Long> left) {
    return isBeforeHorizon(shard) || !left.isEmpty();
  }

  /**
   * Reads the latest pages that this incarnation has stored under some keys. Keys without a page
   * are not in the result. It first waits until the pages written so far are durable.
   *
   * @param left the generations under which the shard's pages have left state
   */
  public Map<Fingerprint, byte[]> readOwn(
      Shard shard, Collection<Fingerprint> keys, Collection<Long> left)
      throws InterruptedException {
    return read(
        shard, keys, generation -> left.contains(generation) || generation == spill.incarnation());
  }

  /**
   * Reads the latest pages under some keys. It finds those of this incarnation and, in months
   * before the horizon, those of earlier incarnations.
   *
   * @param left the generations under which the shard's pages have left state
   */
  public Map<Fingerprint, byte[]> read(
      Shard shard, Collection<Fingerprint> keys, Collection<Long> left)
      throws InterruptedException {
    boolean takesOver = isBeforeHorizon(shard);
    return read(
        shard,
        keys,
        generation -> left.contains(generation) || (takesOver && generation < spill.incarnation()));
  }

  private Map<Fingerprint, byte[]> read(
      Shard shard, Collection<Fingerprint> keys, LongPredicate counts) throws InterruptedException {
    awaitWrites();
    Map<Fingerprint, byte[]> found = new HashMap<>();
    List<Fingerprint> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += MAX_IN_FLIGHT) {
      List<Fingerprint> some = all.subList(from, Math.min(from + MAX_IN_FLIGHT, all.size()));
      List<CompletableFuture<List<StoredPage>>> answers = new ArrayList<>(some.size());
      for (Fingerprint key : some) {
        answers.add(spill.store().read(shard.month(), key).toCompletableFuture());
      }
      for (int i = 0; i < some.size(); i++) {
        Fingerprint key = some.get(i);
        Answers.await(answers.get(i)).stream()
            .filter(page -> counts.test(page.generation()))
            .max(Comparator.comparingLong(StoredPage::generation))
            .ifPresent(page -> found.put(key, page.bytes()));
      }
    }
    return found;
  }

  /**
   * Returns a new generation for pages that leave state. It must be in state before a page is
   * written with it.
   *
   * @param left the generations under which the shard's pages have left state
   */
  long nextGeneration(Collection<Long> left) {
    return Generations.next(spill.clock(), spill.incarnation(), left);
  }

  /** How many pages of a shard may leave state in one call. */
  int portion() {
    return spill.portion();
  }

  Clock clock() {
    return spill.clock();
  }

  /** Stores a page; {@link #awaitWrites} waits until it is durable. */
  void write(Shard shard, Fingerprint key, long generation, byte[] page)
      throws InterruptedException {
    while (writes.size() >= MAX_IN_FLIGHT) {
      Answers.await(writes.remove());
    }
    writes.add(
        spill
            .store()
            .write(shard.month(), key, new StoredPage(generation, page))
            .toCompletableFuture());
  }

  /**
   * Stores the page that the incarnation took over from an earlier job. After a crash it takes over
   * this page again, whatever it has written to the tables meanwhile.
   */
  public void writeBase(Shard shard, Fingerprint key, byte[] page) throws InterruptedException {
    write(shard, key, spill.incarnation(), page);
  }

  /**
   * Stores the last page of a key, which later incarnations continue from. It has the same
   * generation at each attempt, so a repeated write changes nothing.
   */
  public void writeLast(Shard shard, Fingerprint key, byte[] page) throws InterruptedException {
    write(shard, key, spill.incarnation() + 1, page);
  }

  /** Waits until all that was written is durable. */
  public void awaitWrites() throws InterruptedException {
    while (!writes.isEmpty()) {
      Answers.await(writes.remove());
    }
  }

  @Override
  public void close() {
    spill.store().close();
  }
}
