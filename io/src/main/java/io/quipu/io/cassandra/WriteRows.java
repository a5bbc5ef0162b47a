package io.quipu.io.cassandra;

import io.quipu.model.counter.CountRow;
import io.quipu.store.writes.CountsWriter;
import io.quipu.store.writes.RowStatements;
import io.quipu.store.writes.RowTarget;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** Writes rows in groups, and waits until they are durable before the bundle ends. */
final class WriteRows extends DoFn<CountRow, Void> {
  private static final long serialVersionUID = 1L;

  /**
   * How many rows to write together: enough to fill requests to some replicas. To wait for the
   * bundle's end would add latency.
   */
  private static final int ENOUGH_ROWS = 500;

  private final RowTarget target;
  private final RowStatements.Kind kind;
  private transient @Nullable CountsWriter writer;
  private transient List<CountRow> rows;

  WriteRows(RowTarget target, RowStatements.Kind kind) {
    this.target = target;
    this.kind = kind;
    startBundle();
  }

  @Setup
  public void setup() throws InterruptedException {
    writer = CountsWriter.open(target, kind, new WriteMetrics());
  }

  @StartBundle
  public void startBundle() {
    rows = new ArrayList<>();
  }

  @ProcessElement
  public void processElement(@Element CountRow row) throws InterruptedException {
    rows.add(row);
    if (rows.size() >= ENOUGH_ROWS) {
      write();
    }
  }

  @FinishBundle
  public void finishBundle() throws InterruptedException {
    write().awaitDurable();
  }

  private CountsWriter write() throws InterruptedException {
    if (writer == null) {
      throw new IllegalStateException("The writer was not set up.");
    }
    writer.write(rows);
    rows = new ArrayList<>();
    return writer;
  }

  @Teardown
  public void teardown() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
