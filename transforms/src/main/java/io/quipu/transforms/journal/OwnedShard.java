package io.quipu.transforms.journal;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.Increments;
import io.quipu.transforms.pages.Answers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A shard that this instance of a stage owns, or is about to take over. Most methods need a
 * takeover that is complete: {@link #awaitTaken}.
 *
 * <p>After a takeover it has <em>suspects</em>: the counters that lost attempts may have written
 * since the checkpoint. Their rows must not be written before the job has read again what the lost
 * attempts had read, because a count must not fall. Then all of them are written once from state.
 */
public final class OwnedShard {
  private final long number;
  private final long incarnation;
  private final Instant looksAt;
  private @Nullable Takeover takeover;
  private long sequence;
  private final NavigableSet<Integer> hours = new TreeSet<>();
  private final Increments suspects = new Increments();
  private final Set<Fingerprint> suspected = new HashSet<>();
  private long settleAfter = Long.MIN_VALUE;
  private final List<CompletableFuture<Void>> notes = new ArrayList<>();

  /**
   * @param incarnation the number of the run
   * @param looksAt the stream time at which somebody looks for suspects
   */
  OwnedShard(long number, long incarnation, Takeover takeover, Instant looksAt) {
    this.looksAt = looksAt;
    this.number = number;
    this.incarnation = incarnation;
    this.takeover = takeover;
  }

  /** Whether the takeover is complete. */
  public boolean isTaken() {
    return takeover == null;
  }

  /** Sends all requests of the takeover. */
  void requestEntries() throws InterruptedException {
    if (takeover != null) {
      takeover.requestEntries();
    }
  }

  /**
   * Waits until the takeover is complete.
   *
   * @throws OwnerLostException if a later attempt owns the shard
   * @throws io.quipu.model.failure.PermanentFailure if the journal is that of another run, or does
   *     not have the entries after the state's position any more
   */
  public void awaitTaken() throws InterruptedException {
    if (takeover != null) {
      takeover.entries().forEach(this::suspect);
      hours.addAll(takeover.hours());
      if (hasSuspects()) {
        // Until then, nobody may call what the rows lack counted.
        Instant settles = settleTime().isAfter(looksAt) ? settleTime() : looksAt;
        notes.add(takeover.noteSettleTime(settles));
      }
      takeover = null;
    }
  }

  /** The number of the owner. */
  public long number() {
    return number;
  }

  private void suspect(JournalEntry entry) {
    for (Increment increment : Increments.read(entry.batch())) {
      suspects.add(increment);
      suspected.add(increment.counter());
    }
    settleAfter = Math.max(settleAfter, entry.time());
  }

  /** Whether lost attempts may have written rows that the state does not know. */
  public boolean hasSuspects() {
    return !suspected.isEmpty();
  }

  /**
   * Returns whether the rows of a counter must wait. If so, its increment is kept, so that {@link
   * #takeSuspects} has it.
   */
  public boolean withholds(Increment increment) {
    if (!suspected.contains(increment.counter())) {
      return false;
    }
    suspects.add(increment);
    return true;
  }

  /** The stream time at which the suspects' rows can be written. */
  public Instant settleTime() {
    return Instant.ofEpochMilli(settleAfter + 1);
  }

  /** Returns an increment for each suspect, with all hours whose rows must be written. */
  public List<Increment> takeSuspects() {
    List<Increment> taken = suspects.all();
    suspected.clear();
    return taken;
  }

  /** The position if the state agrees with all rows up to now. */
  JournalPosition position() {
    return new JournalPosition(number, sequence, hour(), incarnation);
  }

  /** The hours that may have entries. */
  NavigableSet<Integer> hours() {
    return hours;
  }

  /**
   * Takes a change of the hours that is on its way.
   *
   * @param note is complete when the journal has it
   */
  void hourIsNoted(CompletableFuture<Void> note) {
    notes.add(note);
  }

  /**
   * Waits until a new owner would find the entries of all hours, and readers the settle time. The
   * bundle must not end before.
   */
  public void awaitNotes() throws InterruptedException {
    for (CompletableFuture<Void> note : notes) {
      Answers.await(note);
    }
    notes.clear();
  }

  private int hour() {
    return hours.isEmpty() ? 0 : hours.last();
  }

  long nextSequence() {
    return ++sequence;
  }
}
