package io.quipu.transforms.progress;

import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import java.io.Serializable;
import java.util.concurrent.CompletionStage;

/**
 * Where one run notes its progress for readers. Each worker calls {@link #open} on its copy first
 * and {@link #close} last. An answer comes when the note is durable.
 */
public interface ProgressNotes extends Serializable {

  /**
   * Connects, and waits while the store is not available.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  void open() throws InterruptedException;

  /**
   * Returns the latest stream time up to which the run withholds rows, in milliseconds since 1970;
   * {@link Long#MIN_VALUE} if it never did. See {@link
   * io.quipu.transforms.journal.ShardJournal#noteSettleTime}.
   */
  CompletionStage<Long> settleTime();

  /** Notes that the rows of all records before a position are durable. */
  CompletionStage<Void> notePosition(ReadPosition counted);

  /** Notes how late the events of a company come. */
  CompletionStage<Void> noteLateness(String company, Lateness seen);

  /**
   * Notes how many dead letters of the run wait for a replay. The number can be negative if letters
   * of an earlier run were replayed.
   *
   * @param hour the hour in which their records were appended, counted from 1970; 0 if unknown
   */
  CompletionStage<Void> noteLetters(int hour, long waiting);

  /** Closes the connection. */
  void close();
}
