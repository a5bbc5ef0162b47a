package io.quipu.transforms.journal;

import io.quipu.model.counter.CountRow;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.Answers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a bundle that wait. First the journal must have them, and then their shard must still
 * have the same owner. Used in one thread.
 */
public final class ConfirmedRows {

  /** Takes rows that can be written. */
  @FunctionalInterface
  public interface Output {
    void output(CountRow row, Instant time);
  }

  /** The rows of one batch. */
  private static final class Waiting {
    private final Shard shard;
    private final long owner;
    private final CompletableFuture<Void> noted;
    private final List<CountRow> rows;
    private final Instant time;
    private @Nullable CompletableFuture<Long> asked;

    Waiting(
        Shard shard, long owner, CompletableFuture<Void> noted, List<CountRow> rows, Instant time) {
      this.shard = shard;
      this.owner = owner;
      this.noted = noted;
      this.rows = rows;
      this.time = time;
    }
  }

  private final ShardJournal journal;
  private final int limit;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
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
    waiting.add(new Waiting(shard, owned.number(), noted, added, time));
    rows += added.size();
  }

  /**
   * Outputs the rows that are confirmed. It waits only if too many rows wait.
   *
   * @throws OwnerLostException if a shard has another owner
   */
  public void outputReady(Output out) throws InterruptedException {
    if (rows > limit) {
      outputAll(out);
      return;
    }
    for (Waiting each : waiting) {
      if (each.noted.isDone()) {
        ask(each);
      }
    }
    while (!waiting.isEmpty()) {
      CompletableFuture<Long> asked = waiting.element().asked;
      if (asked == null || !asked.isDone()) {
        return;
      }
      outputFirst(out);
    }
  }

  /**
   * Waits for all rows and outputs them.
   *
   * @throws OwnerLostException if a shard has another owner
   */
  public void outputAll(Output out) throws InterruptedException {
    for (Waiting each : waiting) {
      ask(each);
    }
    while (!waiting.isEmpty()) {
      outputFirst(out);
    }
  }

  private void ask(Waiting each) throws InterruptedException {
    if (each.asked == null) {
      Answers.await(each.noted);
      each.asked = journal.owner(each.shard).toCompletableFuture();
    }
  }

  private void outputFirst(Output out) throws InterruptedException {
    Waiting first = waiting.remove();
    rows -= first.rows.size();
    long owner = Answers.await(Objects.requireNonNull(first.asked));
    if (owner != first.owner) {
      throw new OwnerLostException(first.shard, first.owner, owner);
    }
    first.rows.forEach(row -> out.output(row, first.time));
  }
}
