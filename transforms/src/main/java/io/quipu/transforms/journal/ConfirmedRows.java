package io.quipu.transforms.journal;

import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.joda.time.Instant;

/**
 * The rows of a bundle that wait. First their shards must be taken over. Then the journal must have
 * them. Then their shards must still have the same owner. Each of these waits is shared by all
 * shards. Used in one thread.
 */
public final class ConfirmedRows {

  /** Takes rows that can be written. */
  @FunctionalInterface
  public interface Output {
    void output(CountRow row, Instant time);
  }

  /** An increment, and the rows that it changes. */
  public record Change(Increment increment, List<CountRow> rows) {}

  /** A batch of a shard whose takeover was not complete when it came. */
  private record Early(
      Shard shard,
      OwnedShard owned,
      Instant noteTime,
      IncrementBatch batch,
      List<Change> changes,
      Instant time) {}

  /** The rows of one batch. */
  private record Batch(
      Shard shard,
      OwnedShard owned,
      CompletableFuture<Void> noted,
      List<CountRow> rows,
      Instant time) {}

  private final OwnedShards shards;
  private final ShardJournal journal;
  private final int limit;
  private final List<Early> early = new ArrayList<>();
  private final List<Batch> waiting = new ArrayList<>();
  private int rows;

  /**
   * No rows.
   *
   * @param shards notes rows in the journal
   * @param journal says who owns a shard
   * @param limit how many rows may wait
   */
  ConfirmedRows(OwnedShards shards, ShardJournal journal, int limit) {
    this.shards = shards;
    this.journal = journal;
    this.limit = limit;
  }

  /**
   * Adds a batch of a shard whose takeover is not complete. When it is, the batch is noted in the
   * journal, and rows of suspects are left out.
   *
   * @param noteTime no increment of the batch has a later stream time
   * @param changes the increments of the batch, each with its rows
   */
  public void addEarly(
      Shard shard,
      OwnedShard owned,
      Instant noteTime,
      IncrementBatch batch,
      List<Change> changes,
      Instant time) {
    early.add(new Early(shard, owned, noteTime, batch, changes, time));
    changes.forEach(change -> rows += change.rows().size());
  }

  /**
   * Adds rows of a shard.
   *
   * @param owned the shard, which must still have this owner when the rows are written
   * @param noted is complete when the journal has the rows
   */
  public void add(
      Shard shard,
      OwnedShard owned,
      CompletableFuture<Void> noted,
      List<CountRow> added,
      Instant time) {
    waiting.add(new Batch(shard, owned, noted, added, time));
    rows += added.size();
  }

  /**
   * Outputs all rows if too many wait.
   *
   * @throws OwnerLostException if a shard has another owner
   */
  public void outputIfMany(Output out) throws InterruptedException {
    if (rows > limit) {
      outputAll(out);
    }
  }

  /**
   * Waits for all rows and outputs them.
   *
   * @throws OwnerLostException if a shard has another owner
   */
  public void outputAll(Output out) throws InterruptedException {
    noteEarly();
    if (waiting.isEmpty()) {
      return;
    }
    for (Batch batch : waiting) {
      Answers.await(batch.noted());
      batch.owned().awaitNotes();
    }
    Map<Shard, Long> owners =
        Answers.await(
            journal
                .owners(waiting.stream().map(Batch::shard).collect(Collectors.toSet()))
                .toCompletableFuture());
    for (Batch batch : waiting) {
      long owner = owners.getOrDefault(batch.shard(), ShardJournal.Owner.NOBODY.number());
      if (owner != batch.owned().number()) {
        throw new OwnerLostException(batch.shard(), batch.owned().number(), owner);
      }
    }
    waiting.forEach(batch -> batch.rows().forEach(row -> out.output(row, batch.time())));
    waiting.clear();
    rows = 0;
  }

  private void noteEarly() throws InterruptedException {
    for (Early batch : early) {
      batch.owned().requestEntries();
    }
    for (Early batch : early) {
      OwnedShard owned = batch.owned();
      owned.awaitTaken();
      CompletableFuture<Void> noted = shards.append(batch.shard(), batch.noteTime(), batch.batch());
      List<CountRow> written = new ArrayList<>();
      for (Change change : batch.changes()) {
        if (!owned.withholds(change.increment())) {
          written.addAll(change.rows());
        }
      }
      waiting.add(new Batch(batch.shard(), owned, noted, written, batch.time()));
    }
    early.clear();
  }
}
