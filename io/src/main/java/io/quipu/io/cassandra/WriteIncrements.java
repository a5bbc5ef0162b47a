package io.quipu.io.cassandra;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.increments.IncrementStatements;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.writes.RowTarget;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/**
 * Adds rows to Cassandra counters: to the counter's series, and for companies as a whole also to
 * the values of its dimension. It writes the counter's month to the directory.
 *
 * <p>In: rows with the numbers to add to their buckets. Out: nothing.
 *
 * <p>Guarantee: at least once. A bundle ends when all of its rows were added. A repeated write
 * counts twice: if the runner repeats a bundle, or if Cassandra did a write but did not answer in
 * time. While Cassandra is not available, the stage retries writes and accepts no more rows.
 *
 * <p>State cost: none.
 *
 * <pre>{@code
 * added.apply("WriteIncrements", WriteIncrements.to(settings).withTimeZones(zones));
 * }</pre>
 */
public final class WriteIncrements extends PTransform<PCollection<CountRow>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  /**
   * Cassandra reads a counter before it adds to it, and does 32 such writes at once by default.
   * More writes would wait, and a write that is not answered in time may count twice.
   */
  private static final int DEFAULT_WRITES_IN_FLIGHT = 32;

  private final RowTarget target;

  private WriteIncrements(RowTarget target) {
    this.target = target;
  }

  /**
   * Writes to this Cassandra, whose schema must have been applied. The defaults are: one slice per
   * dimension, every company in UTC, 32 writes in flight.
   */
  public static WriteIncrements to(CassandraSettings settings) {
    return new WriteIncrements(RowTarget.of(settings, DEFAULT_WRITES_IN_FLIGHT));
  }

  /** Sets the number of slices of each dimension, from the catalog. */
  public WriteIncrements withSlices(Slices slices) {
    return new WriteIncrements(target.withSlices(slices));
  }

  /** Sets the companies' time zones, which the directory stores for readers. */
  public WriteIncrements withTimeZones(TimeZones timeZones) {
    return new WriteIncrements(target.withTimeZones(timeZones));
  }

  @Override
  public PCollection<Void> expand(PCollection<CountRow> rows) {
    return rows.apply("WriteRows", ParDo.of(new WriteRows(target, IncrementStatements.kind())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    TargetDisplayData.add(target, builder);
  }
}
