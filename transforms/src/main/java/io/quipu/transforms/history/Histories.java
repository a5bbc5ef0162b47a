package io.quipu.transforms.history;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.Shard;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds batches to the histories of customers, and finds out what that changes in counters. Used in
 * one thread.
 *
 * @param <B> the type of a batch
 */
public interface Histories<B> {

  /** Creates the histories of a worker. */
  @FunctionalInterface
  interface Factory<B> extends Serializable {
    Histories<B> create();
  }

  /** Reads and writes a history in its bytes. */
  interface Store {
    /** Returns null if there is none. */
    byte @Nullable [] read(Fingerprint key);

    void write(Fingerprint key, byte[] history);
  }

  /** What changes, by the shard of the counter. */
  final class Changes {
    private final Map<Shard, Increments> increments = new HashMap<>();
    private final int shards;

    /**
     * No changes.
     *
     * @param shards how many shards a month's counters have
     */
    public Changes(int shards) {
      this.shards = shards;
    }

    /** Adds an increment of a counter in a month. */
    public void add(Increment increment, int month) {
      increments
          .computeIfAbsent(Shard.of(month, increment.counter(), shards), shard -> new Increments())
          .add(increment);
    }

    Map<Shard, Increments> byShard() {
      return increments;
    }

    int counters() {
      return increments.values().stream().mapToInt(Increments::size).sum();
    }
  }

  /** Takes a batch, which {@link #add} then adds. */
  void collect(B batch);

  /** The keys of the histories that the collected batches need. */
  Set<Fingerprint> keys();

  /**
   * Adds all collected batches to their histories.
   *
   * @param month the month of the batches' shard
   * @return how many facts were new
   */
  long add(int month, Store store, Changes changes);
}
