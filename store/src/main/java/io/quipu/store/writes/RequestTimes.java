package io.quipu.store.writes;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** The durations of the requests of one batch of rows, which the driver's threads record. */
final class RequestTimes {
  private final LongAdder total = new LongAdder();
  private final LongAccumulator min = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator max = new LongAccumulator(Math::max, 0);

  /** Adds a request. */
  void took(long millis) {
    total.add(millis);
    min.accumulate(millis);
    max.accumulate(millis);
  }

  /** The totals of the batch, once all of its requests are done. */
  WriteListener.WrittenBatch batch(int rows, int requests, long retries) {
    return new WriteListener.WrittenBatch(
        rows, requests, retries, total.sum(), requests == 0 ? 0 : min.get(), max.get());
  }
}
