package io.quipu.transforms.write;

import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of a bundle, of each bucket of a counter the one with the largest count. */
final class KeepLatestRows extends DoFn<CountRow, RowBatch> {
  private static final long serialVersionUID = 1L;

  /** Bounds the memory, and what one failed bundle repeats. */
  static final int MAX_ROWS = 5_000;

  private record RowKey(
      String company,
      String customer,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart) {
    static RowKey of(CountRow row) {
      return new RowKey(
          row.company(),
          row.customer(),
          row.statistic(),
          row.dimension(),
          row.value(),
          row.resolution(),
          row.bucketStart());
    }
  }

  private transient @Nullable Map<RowKey, CountRow> latest;
  private transient @Nullable Instant timestamp;
  private transient @Nullable BoundedWindow window;

  @StartBundle
  public void startBundle() {
    latest = new HashMap<>();
  }

  @ProcessElement
  public void processElement(
      @Element CountRow row,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      OutputReceiver<RowBatch> out) {
    if (latest == null) {
      throw new IllegalStateException("The runner started no bundle.");
    }
    latest.merge(RowKey.of(row), row, (a, b) -> a.count() >= b.count() ? a : b);
    this.timestamp = timestamp;
    this.window = window;
    if (latest.size() >= MAX_ROWS) {
      out.output(take(latest));
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext out) {
    // Rows have no time of their own, so the last one's stands for all.
    if (latest != null && !latest.isEmpty() && timestamp != null && window != null) {
      out.output(take(latest), timestamp, window);
    }
    latest = null;
  }

  private static RowBatch take(Map<RowKey, CountRow> latest) {
    RowBatch batch = new RowBatch(List.copyOf(latest.values()));
    latest.clear();
    return batch;
  }
}
