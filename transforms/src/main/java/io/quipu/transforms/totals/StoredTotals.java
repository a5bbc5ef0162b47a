package io.quipu.transforms.totals;

import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The totals that stand in the store, for counters that are not in state. {@link #open} comes
 * before all reads and {@link #close} after them, on each worker's copy.
 */
public interface StoredTotals extends Serializable {

  /**
   * Connects, and waits for it as long as the store is away.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  void open() throws InterruptedException;

  /**
   * The rows of one counter whose buckets lie in a month of the company's calendar: its hours, its
   * days and the month itself, in no set order. None if nothing was counted. May be called without
   * waiting for earlier answers; how many are asked for at once is the caller's to bound.
   *
   * @param month the month, as {@link io.quipu.model.calendar.LocalHour#month} gives it
   */
  CompletionStage<List<CountRow>> read(CounterKey counter, int month);

  /** Gives the connection back. */
  void close();
}
