package io.quipu.transforms.journal;

import io.quipu.model.counter.CountRow;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.joda.time.Instant;

/**
 * The rows of a bundle that wait. First the journal must have them, and then their shards must
 * still have the same owner; one request asks for all of them. Used in one thread.
 */
public final class ConfirmedRows {

  /** Takes rows that can be written. */
  @FunctionalInterface
  public interface Output {
    void output(CountRow row, Instant time);
  }

  /** The rows of one batch. */
  private record Batch(
      Shard shard,
      OwnedShard owned,
      CompletableFuture<Void> noted,
      List<CountRow> rows,
      Instant time) {}

  private final ShardJournal journal;
  private final int limit;
  private final List<Batch> waiting = new ArrayList<>();
  private int rows;

  /**
   * No rows.
   *
   * @param journal says who owns a shard
   * @param limit how many rows may wait
   */
  ConfirmedRows(ShardJournal journal, int limit) {
    this.journal = journal;
    this.limit = limit;
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
    if (waiting.isEmpty()) {
      return;
    }
    for (Batch batch : waiting) {
      Answers.await(batch.noted());
      batch.owned().awaitHours();
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
}
