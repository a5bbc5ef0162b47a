package io.quipu.transforms.journal;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.state.ValueState;
import org.joda.time.Instant;

/**
 * The shards that one instance of a stage owns; used in one thread.
 *
 * <p>The protocol has two rules. A new owner first takes the shard over, and then reads the
 * journal. Before an owner writes rows, it appends them to the journal, and then asks who owns the
 * shard. So for each entry of an earlier owner, either the new owner reads it, or the earlier owner
 * learns that it has lost the shard and does not write. Rows that it sends late have a smaller
 * version than those of the new owner.
 *
 * <p>The runner must have key affinity: in one attempt, an instance has all batches of its shards.
 */
public final class OwnedShards implements AutoCloseable {

  /**
   * The entries of the last hours in which a shard wrote are kept: of so many. So a job can go back
   * to a savepoint that is as old.
   */
  static final int KEPT_HOURS = 24;

  private final ShardJournal journal;
  private final Map<Shard, OwnedShard> shards = new HashMap<>();
  private final long number;

  private OwnedShards(ShardJournal journal, long number) {
    this.journal = journal;
    this.number = number;
  }

  /**
   * Connects to the journal, and takes a number. The number is smaller than those of all attempts
   * that start later, so this one can never take a shard from them.
   */
  public static OwnedShards open(ShardJournal journal) throws InterruptedException {
    journal.open();
    return new OwnedShards(journal, journal.nextNumber());
  }

  /**
   * Returns a shard of this instance. The first time it begins to take the shard over, and does not
   * wait for that: see {@link OwnedShard#awaitTaken}.
   *
   * @param looksAt the stream time at which the caller looks for suspects, if it has not met the
   *     shard before
   * @param state the shard's state of {@link JournalPosition#stateSpec}
   */
  public OwnedShard own(Shard shard, Instant looksAt, ValueState<List<Long>> state) {
    OwnedShard known = shards.get(shard);
    if (known != null) {
      return known;
    }
    Takeover takeover = new Takeover(journal, shard, number, JournalPosition.read(state));
    OwnedShard mine = new OwnedShard(number, journal.incarnation(), takeover, looksAt);
    shards.put(shard, mine);
    return mine;
  }

  /** Whether this instance has met the shard before. */
  public boolean knows(Shard shard) {
    return shards.containsKey(shard);
  }

  /**
   * Notes in the journal what the shard is about to write. The takeover must be complete. The rows
   * are written through {@link #newRows}.
   *
   * @param time no increment of the batch has a later stream time
   * @return is complete when the entry is durable; {@link OwnedShard#awaitNotes} must follow
   */
  public CompletableFuture<Void> append(Shard shard, Instant time, IncrementBatch batch) {
    OwnedShard owned = Objects.requireNonNull(shards.get(shard));
    int hour = (int) TimeUnit.MILLISECONDS.toHours(time.getMillis());
    if (owned.hours().isEmpty() || hour > owned.hours().last()) {
      addHour(shard, owned, hour);
    }
    JournalEntry entry =
        new JournalEntry(
            owned.number(), owned.nextSequence(), owned.hours().last(), time.getMillis(), batch);
    return journal.append(shard, entry).toCompletableFuture();
  }

  /**
   * Notes in the shard's state that it agrees with the rows of all entries up to now. With suspects
   * this does nothing. The position of an earlier call is always right too: then a new owner
   * suspects more rows, and writes them again.
   *
   * @param state takes the new position
   */
  public void notePosition(Shard shard, ValueState<List<Long>> state) {
    OwnedShard owned = Objects.requireNonNull(shards.get(shard));
    if (!owned.hasSuspects()) {
      owned.position().write(state);
    }
  }

  private void addHour(Shard shard, OwnedShard owned, int hour) {
    NavigableSet<Integer> hours = owned.hours();
    hours.add(hour);
    owned.hourIsNoted(journal.addHour(shard, hour).toCompletableFuture());
    while (hours.size() > KEPT_HOURS) {
      owned.hourIsNoted(journal.drop(shard, hours.pollFirst()).toCompletableFuture());
    }
  }

  /**
   * Creates a place for the rows of a bundle, which confirms the owners of their shards.
   *
   * @param limit how many rows may wait
   */
  public ConfirmedRows newRows(int limit) {
    return new ConfirmedRows(this, journal, limit);
  }

  /** Says that this process runs the job. */
  public void beat() {
    journal.beat();
  }

  @Override
  public void close() {
    journal.close();
  }
}
