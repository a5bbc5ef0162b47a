package io.quipu.transforms.write;

import io.quipu.model.CountRow;
import io.quipu.transforms.cassandra.SharedSession;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/**
 * Merges the rows of a bundle, writes them, and waits until they are durable before the bundle
 * ends.
 */
final class WriteRows extends DoFn<CountRow, Void> {
  private static final long serialVersionUID = 1L;

  /** Bounds the memory, and what one failed bundle repeats. */
  private static final int MAX_ROWS = 5_000;

  private final RowTarget target;
  private final RowStatements.Kind kind;
  private final MergedRows.Merge merge;
  private transient @Nullable SharedSession cassandra;
  private transient @Nullable RowWriter writer;
  private transient @Nullable MergedRows rows;

  WriteRows(RowTarget target, RowStatements.Kind kind, MergedRows.Merge merge) {
    this.target = target;
    this.kind = kind;
    this.merge = merge;
  }

  @Setup
  public void setup() throws InterruptedException {
    cassandra = SharedSession.open(target.settings());
    writer = new RowWriter(cassandra.session(), target, kind);
  }

  @StartBundle
  public void startBundle() {
    rows = new MergedRows(merge);
  }

  @ProcessElement
  public void processElement(@Element CountRow row) throws InterruptedException {
    if (rows == null || writer == null) {
      throw new IllegalStateException("The runner started no bundle.");
    }
    rows.add(row);
    if (rows.size() >= MAX_ROWS) {
      writer.write(rows.take());
    }
  }

  @FinishBundle
  public void finishBundle() throws InterruptedException {
    if (rows != null && writer != null) {
      writer.write(rows.take());
      writer.awaitDurable();
    }
    rows = null;
  }

  @Teardown
  public void teardown() {
    if (cassandra != null) {
      cassandra.close();
    }
  }
}
