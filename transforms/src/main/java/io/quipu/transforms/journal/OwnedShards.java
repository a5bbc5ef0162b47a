package io.quipu.transforms.journal;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.Answers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
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
   * Returns a shard of this instance. The first time it takes the shard over.
   *
   * @param state the shard's state of {@link JournalPosition#stateSpec}
   * @throws OwnerLostException if a later attempt owns the shard
   * @throws PermanentFailure if the journal does not have the entries after the state's position
   *     any more
   */
  public OwnedShard own(Shard shard, ValueState<List<Long>> state) throws InterruptedException {
    OwnedShard known = shards.get(shard);
    if (known != null) {
      return known;
    }
    OwnedShard taken = takeOver(shard, JournalPosition.read(state));
    shards.put(shard, taken);
    if (!taken.hasSuspects()) {
      taken.position().write(state);
    }
    return taken;
  }

  /** Whether this instance has taken the shard over. */
  public boolean owns(Shard shard) {
    return shards.containsKey(shard);
  }

  private OwnedShard takeOver(Shard shard, JournalPosition position) throws InterruptedException {
    ShardJournal.Owner owner = await(journal.take(shard, number).toCompletableFuture());
    if (owner.number() != number) {
      throw new OwnerLostException(shard, number, owner.number());
    }
    if (position.hour() > 0 && owner.hours().isEmpty() && owner.dropped() == 0) {
      throw new PermanentFailure(
          "The state is of another run than the journal in Cassandra. Continue from the state of the"
              + " last run with this --keyspace, or begin without state.");
    }
    if (owner.dropped() > 0 && owner.dropped() >= position.hour()) {
      throw tooOld(shard);
    }
    OwnedShard taken = new OwnedShard(number, new TreeSet<>(owner.hours()));
    for (int hour : owner.hours().tailSet(position.hour())) {
      for (JournalEntry entry : await(journal.read(shard, hour).toCompletableFuture())) {
        if (position.isBefore(entry)) {
          taken.suspect(entry);
        }
      }
    }
    return taken;
  }

  private static PermanentFailure tooOld(Shard shard) {
    return new PermanentFailure(
        ("The state is older than the job's journal: shard %d of month %d wrote rows in more than %d"
                + " hours since this state was saved. Continue from a later checkpoint, or count"
                + " everything again into another --keyspace.")
            .formatted(shard.number(), shard.month(), KEPT_HOURS));
  }

  /**
   * Notes in the journal what the shard is about to write. The rows are written through {@link
   * #newRows}.
   *
   * @param time no increment of the batch has a later stream time
   * @param state takes the new position, unless there are suspects
   * @return is complete when the entry is durable; {@link OwnedShard#awaitHours} must follow
   */
  public CompletableFuture<Void> append(
      Shard shard, Instant time, IncrementBatch batch, ValueState<List<Long>> state) {
    OwnedShard owned = Objects.requireNonNull(shards.get(shard));
    int hour = (int) TimeUnit.MILLISECONDS.toHours(time.getMillis());
    if (owned.hours().isEmpty() || hour > owned.hours().last()) {
      addHour(shard, owned, hour);
    }
    JournalEntry entry =
        new JournalEntry(
            owned.number(), owned.nextSequence(), owned.hours().last(), time.getMillis(), batch);
    if (!owned.hasSuspects()) {
      owned.position().write(state);
    }
    return journal.append(shard, entry).toCompletableFuture();
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
   * Notes in the shard's state that its suspects' rows are written now. The journal has them
   * already.
   *
   * @param state takes the new position
   */
  public void settle(Shard shard, ValueState<List<Long>> state) {
    Objects.requireNonNull(shards.get(shard)).position().write(state);
  }

  /**
   * Creates a place for the rows of a bundle, which confirms the owners of their shards.
   *
   * @param limit how many rows may wait
   */
  public ConfirmedRows newRows(int limit) {
    return new ConfirmedRows(journal, limit);
  }

  /** Says that this process runs the job. */
  public void beat() {
    journal.beat();
  }

  private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    return Answers.await(answer);
  }

  @Override
  public void close() {
    journal.close();
  }
}
