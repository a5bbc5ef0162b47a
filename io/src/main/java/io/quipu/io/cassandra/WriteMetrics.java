package io.quipu.io.cassandra;

import io.quipu.store.writes.WriteListener;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;

/** The stage's metrics, updated once per batch of rows. */
final class WriteMetrics implements WriteListener {
  private final Counter rows = Metrics.counter("quipu", "rows-written");
  private final Counter batches = Metrics.counter("quipu", "write-batches");
  private final Counter retries = Metrics.counter("quipu", "write-retries");

  /** Needed because metric reporters of runners do not support distributions. */
  private final Counter totalMillis = Metrics.counter("quipu", "write-ms-total");

  private final Distribution millis = Metrics.distribution("quipu", "write-ms");

  @Override
  public void written(WrittenBatch batch) {
    rows.inc(batch.rows());
    batches.inc(batch.requests());
    retries.inc(batch.retries());
    if (batch.requests() > 0) {
      totalMillis.inc(batch.totalMillis());
      millis.update(batch.totalMillis(), batch.requests(), batch.minMillis(), batch.maxMillis());
    }
  }
}
