package io.quipu.transforms.journal;

import io.quipu.model.failure.PermanentFailure;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A takeover of a shard that is under way. Its requests are sent before their answers are awaited,
 * so that the takeovers of many shards share their waits.
 */
final class Takeover {
  private final ShardJournal journal;
  private final Shard shard;
  private final long number;
  private final JournalPosition position;
  private final CompletableFuture<ShardJournal.Owner> owner;
  private final NavigableSet<Integer> hours = new TreeSet<>();
  private @Nullable List<CompletableFuture<List<JournalEntry>>> reads;

  /**
   * Asks for the shard.
   *
   * @param number the number of the new owner
   * @param position how far the shard's state agrees with the rows
   */
  Takeover(ShardJournal journal, Shard shard, long number, JournalPosition position) {
    this.journal = journal;
    this.shard = shard;
    this.number = number;
    this.position = position;
    this.owner = journal.take(shard, number).toCompletableFuture();
  }

  /**
   * Asks for the entries after the state's position, unless it has done so.
   *
   * @throws OwnerLostException if a later attempt owns the shard
   * @throws PermanentFailure if the journal is that of another run, or does not have the entries
   *     any more
   */
  void requestEntries() throws InterruptedException {
    if (reads != null) {
      return;
    }
    ShardJournal.Owner taken = Answers.await(owner);
    if (taken.number() != number) {
      throw new OwnerLostException(shard, number, taken.number());
    }
    if (!position.isOfRun(journal.incarnation())) {
      throw new PermanentFailure(
          "The state is of another run than the journal in Cassandra. Continue from the state of the"
              + " last run with this --keyspace, or begin without state.");
    }
    if (taken.dropped() > 0 && taken.dropped() >= position.hour()) {
      throw tooOld();
    }
    hours.addAll(taken.hours());
    reads = new ArrayList<>();
    for (int hour : hours.tailSet(position.hour())) {
      reads.add(journal.read(shard, hour).toCompletableFuture());
    }
  }

  private PermanentFailure tooOld() {
    return new PermanentFailure(
        ("The state is older than the job's journal: shard %d of month %d wrote rows in more than %d"
                + " hours since this state was saved. Continue from a later checkpoint, or count"
                + " everything again into another --keyspace.")
            .formatted(shard.number(), shard.month(), OwnedShards.KEPT_HOURS));
  }

  /** Notes until when rows of the shard are withheld. */
  CompletableFuture<Void> noteSettleTime(Instant time) {
    return journal.noteSettleTime(time.getMillis()).toCompletableFuture();
  }

  /** The hours of the journal that may have entries. */
  NavigableSet<Integer> hours() throws InterruptedException {
    requestEntries();
    return hours;
  }

  /** Returns the entries after the state's position. */
  List<JournalEntry> entries() throws InterruptedException {
    requestEntries();
    List<JournalEntry> later = new ArrayList<>();
    if (reads != null) {
      for (CompletableFuture<List<JournalEntry>> read : reads) {
        Answers.await(read).stream().filter(position::isBefore).forEach(later::add);
      }
    }
    return later;
  }
}
