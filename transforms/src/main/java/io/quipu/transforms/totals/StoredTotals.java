package io.quipu.transforms.totals;

import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The totals in the store, for counters that are not in state. Each worker calls {@link #open} on
 * its copy before all reads, and {@link #close} after them.
 */
public interface StoredTotals extends Serializable {

  /**
   * Connects, and waits while the store is not available.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  void open() throws InterruptedException;

  /**
   * Reads the rows of one counter in a month of the company's calendar: the hours, the days and the
   * month itself, in no defined order. There are none if nothing was counted. The caller need not
   * wait for earlier answers, but must limit how many reads are in flight.
   *
   * @param month the month, as {@link io.quipu.model.calendar.LocalHour#month} gives it
   */
  CompletionStage<List<CountRow>> read(CounterKey counter, int month);

  /** Closes the connection. */
  void close();
}
