package io.quipu.io.cassandra;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.RowTarget;
import io.quipu.store.increments.IncrementStatements;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.CassandraSettings;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Adds rows to counters of Cassandra: to the counter's series, to the values of its dimension if it
 * is of the company as a whole, and its month into the directory.
 *
 * <p>In: rows that say what is to be added to their buckets. Out: nothing.
 *
 * <p>Guarantee: at least once. A bundle ends when all of its rows were added, and none is left out.
 * But adding twice counts twice: a bundle that the runner repeats is added again, and so is a write
 * that Cassandra did not answer in time, of which nobody can know whether it was done. While
 * Cassandra is away, writes are made again and the stage takes no more rows.
 *
 * <p>State cost: none.
 *
 * <pre>{@code
 * added.apply("WriteIncrements", WriteIncrements.to(settings).withTimeZones(zones));
 * }</pre>
 */
public final class WriteIncrements extends PTransform<PCollection<CountRow>, PDone> {
  private static final long serialVersionUID = 1L;

  /**
   * Cassandra reads a counter before it adds to it, and works on 32 at once by default. What waits
   * behind them for too long is not answered in time, which may count it twice.
   */
  private static final int DEFAULT_WRITES_IN_FLIGHT = 32;

  private final RowTarget target;

  private WriteIncrements(RowTarget target) {
    this.target = target;
  }

  /**
   * Writes to this Cassandra, whose schema has been applied. Without more: one slice per dimension,
   * every company in UTC, 32 writes in flight.
   */
  public static WriteIncrements to(CassandraSettings settings) {
    return new WriteIncrements(RowTarget.of(settings, DEFAULT_WRITES_IN_FLIGHT));
  }

  /** How many slices the catalog gives each dimension. */
  public WriteIncrements withSlices(Slices slices) {
    return new WriteIncrements(target.withSlices(slices));
  }

  /** The companies' time zones, for readers to find in the directory. */
  public WriteIncrements withTimeZones(TimeZones timeZones) {
    return new WriteIncrements(target.withTimeZones(timeZones));
  }

  @Override
  public PDone expand(PCollection<CountRow> rows) {
    rows.apply("WriteRows", ParDo.of(new WriteRows(target, IncrementStatements.kind())));
    return PDone.in(rows.getPipeline());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    TargetDisplayData.add(target, builder);
  }
}
