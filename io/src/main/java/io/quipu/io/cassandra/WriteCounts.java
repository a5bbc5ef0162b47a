package io.quipu.io.cassandra;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.CountWriteStatements;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.writes.RowTarget;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes final rows to Cassandra: to the counter's series, to the values of its dimension, and its
 * month to the company's directory. Rows of customers go to separate tables for series and
 * directory.
 *
 * <p>In: final rows. Out: no elements; it is complete when all rows are durable.
 *
 * <p>Guarantee: a bundle ends when all of its rows are durable. Of all writes of one row, the one
 * of the latest {@link CountRow#owner owner} with the largest count remains, whatever their order
 * and number. A row with nothing counted is deleted. While Cassandra is not available, the stage
 * retries writes and accepts no more rows.
 *
 * <p>State cost: none.
 *
 * <pre>{@code
 * rows.apply("WriteCounts", WriteCounts.to(settings).withTimeZones(zones).withSlices(slices));
 * }</pre>
 */
public final class WriteCounts extends PTransform<PCollection<CountRow>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  private static final int DEFAULT_WRITES_IN_FLIGHT = 256;

  private final RowTarget target;

  private WriteCounts(RowTarget target) {
    this.target = target;
  }

  /**
   * Writes to this Cassandra, whose schema must have been applied. The defaults are: one slice per
   * dimension, every company in UTC, 256 writes in flight.
   */
  public static WriteCounts to(CassandraSettings settings) {
    return new WriteCounts(RowTarget.of(settings, DEFAULT_WRITES_IN_FLIGHT));
  }

  /** Sets the number of slices of each dimension, from the catalog. */
  public WriteCounts withSlices(Slices slices) {
    return new WriteCounts(target.withSlices(slices));
  }

  /** Sets the companies' time zones, which the directory stores for readers. */
  public WriteCounts withTimeZones(TimeZones timeZones) {
    return new WriteCounts(target.withTimeZones(timeZones));
  }

  /**
   * Sets how many writes an instance of the stage may have in flight; each has some partitions.
   *
   * @param writes 1 to 1024; other instances share the connection
   * @throws IllegalArgumentException if it is out of range
   */
  public WriteCounts withMaxWritesInFlight(int writes) {
    return new WriteCounts(target.withMaxWritesInFlight(writes));
  }

  @Override
  public PCollection<Void> expand(PCollection<CountRow> rows) {
    return rows.apply("WriteRows", ParDo.of(new WriteRows(target, CountWriteStatements.kind())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    TargetDisplayData.add(target, builder);
  }
}
