package io.quipu.transforms.journal;

import io.quipu.model.state.Shard;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The journal of one run, and the owners of its shards. Each worker calls {@link #open} on its copy
 * first and {@link #close} last. An answer comes when its effect is durable, and a later call of
 * any worker sees it.
 */
public interface ShardJournal extends Serializable {

  /**
   * The owner of a shard.
   *
   * @param number the number of the owner; 0 if nobody has owned the shard
   * @param hours the hours that may have entries, in hours since 1970
   * @param dropped the last hour whose entries were dropped; 0 if none were
   */
  record Owner(long number, NavigableSet<Integer> hours, int dropped) {
    /** Nobody has owned the shard. */
    public static final Owner NOBODY = new Owner(0, Collections.emptyNavigableSet(), 0);
  }

  /**
   * Connects, and waits while the store is not available.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  void open() throws InterruptedException;

  /** The number of the run. */
  long incarnation();

  /**
   * Returns a number that is larger than all numbers before it, in this run and in earlier ones.
   *
   * @throws io.quipu.model.failure.PermanentFailure if a later run has begun
   */
  long nextNumber() throws InterruptedException;

  /**
   * Takes a shard over, unless its owner has a larger number.
   *
   * @return the owner from now on: the caller has taken the shard over if the number is its own
   */
  CompletionStage<Owner> take(Shard shard, long number);

  /** Returns the number of each shard's owner. A shard that nobody has owned is left out. */
  CompletionStage<Map<Shard, Long>> owners(Set<Shard> shards);

  /** Returns all shards with this {@link Shard#number} that were ever taken over. */
  CompletionStage<List<Shard>> taken(int number);

  /** Notes that a shard may have entries in an hour. This comes before the first of them. */
  CompletionStage<Void> addHour(Shard shard, int hour);

  /** Writes an entry. A repeated write changes nothing. */
  CompletionStage<Void> append(Shard shard, JournalEntry entry);

  /** Returns the entries of a shard in an hour, in no defined order. */
  CompletionStage<List<JournalEntry>> read(Shard shard, int hour);

  /** Deletes the entries of a shard in an hour, and notes that they are dropped. */
  CompletionStage<Void> drop(Shard shard, int hour);

  /**
   * Notes that rows are withheld until stream time has passed this time. Of several times the
   * latest one counts.
   *
   * @param time in milliseconds since 1970
   */
  CompletionStage<Void> noteSettleTime(long time);

  /** Says that this process runs the job. It may be called often, and does not wait. */
  void beat();

  /** Closes the connection. */
  void close();
}
