package io.quipu.transforms.write;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;

/** The stage's metrics, updated once per batch of rows. */
final class WriteMetrics {
  private final Counter rows = Metrics.counter("quipu", "rows-written");
  private final Counter batches = Metrics.counter("quipu", "write-batches");
  private final Counter retries = Metrics.counter("quipu", "write-retries");

  /** Reporters of runners know no distributions. */
  private final Counter totalMillis = Metrics.counter("quipu", "write-ms-total");

  private final Distribution millis = Metrics.distribution("quipu", "write-ms");

  private long retriesReported;

  Batch batch(int rows, int writes) {
    return new Batch(rows, writes);
  }

  /** The figures of one batch, gathered by the driver's threads. */
  final class Batch {
    private final int rowCount;
    private final int writes;
    private final LongAdder sum = new LongAdder();
    private final LongAccumulator min = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);

    private Batch(int rowCount, int writes) {
      this.rowCount = rowCount;
      this.writes = writes;
    }

    void took(long milliseconds) {
      sum.add(milliseconds);
      min.accumulate(milliseconds);
      max.accumulate(milliseconds);
    }

    /** To be called on the bundle's thread when all writes are done. */
    void report(long retriesSoFar) {
      rows.inc(rowCount);
      batches.inc(writes);
      retries.inc(Math.max(0, retriesSoFar - retriesReported));
      retriesReported = Math.max(retriesReported, retriesSoFar);
      if (writes > 0) {
        totalMillis.inc(sum.sum());
        millis.update(sum.sum(), writes, min.get(), max.get());
      }
    }
  }
}
