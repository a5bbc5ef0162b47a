package io.quipu.transforms.write;

import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of a bundle and makes one of those of the same bucket of a counter. */
final class MergeRows extends DoFn<CountRow, RowBatch> {
  private static final long serialVersionUID = 1L;

  /** Bounds the memory, and what one failed bundle repeats. */
  static final int MAX_ROWS = 5_000;

  private enum Merge {
    LATEST,
    SUM
  }

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

  private final Merge merge;
  private transient @Nullable Map<RowKey, CountRow> rows;
  private transient @Nullable Instant timestamp;
  private transient @Nullable BoundedWindow window;

  private MergeRows(Merge merge) {
    this.merge = merge;
  }

  /** Of final rows, the one with the largest count stays. */
  static MergeRows latest() {
    return new MergeRows(Merge.LATEST);
  }

  /** Rows that are to be added are added up. */
  static MergeRows sum() {
    return new MergeRows(Merge.SUM);
  }

  @StartBundle
  public void startBundle() {
    rows = new HashMap<>();
  }

  @ProcessElement
  public void processElement(
      @Element CountRow row,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      OutputReceiver<RowBatch> out) {
    if (rows == null) {
      throw new IllegalStateException("The runner started no bundle.");
    }
    rows.merge(RowKey.of(row), row, this::merge);
    this.timestamp = timestamp;
    this.window = window;
    if (rows.size() >= MAX_ROWS) {
      out.output(take(rows));
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext out) {
    // Rows have no time of their own, so the last one's stands for all.
    if (rows != null && !rows.isEmpty() && timestamp != null && window != null) {
      out.output(take(rows), timestamp, window);
    }
    rows = null;
  }

  private CountRow merge(CountRow a, CountRow b) {
    return switch (merge) {
      case LATEST -> a.count() >= b.count() ? a : b;
      case SUM -> sum(a, b);
    };
  }

  private static CountRow sum(CountRow a, CountRow b) {
    Map<String, BigDecimal> sums = new HashMap<>(a.sums());
    b.sums().forEach((name, sum) -> sums.merge(name, sum, BigDecimal::add));
    return new CountRow(
        a.company(),
        a.customer(),
        a.statistic(),
        a.dimension(),
        a.value(),
        a.resolution(),
        a.year(),
        a.bucketStart(),
        a.count() + b.count(),
        sum(a.uniques(), b.uniques()),
        sums);
  }

  /** One of them is null if the catalog was changed between the two. */
  private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
    return a == null ? b : b == null ? a : (Long) (a + b);
  }

  private static RowBatch take(Map<RowKey, CountRow> rows) {
    RowBatch batch = new RowBatch(List.copyOf(rows.values()));
    rows.clear();
    return batch;
  }
}
