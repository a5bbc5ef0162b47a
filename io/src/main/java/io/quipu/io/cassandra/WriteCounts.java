package io.quipu.io.cassandra;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.CountStatements;
import io.quipu.store.counts.RowTarget;
import io.quipu.store.counts.RowVersion;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.CassandraSettings;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes final rows to Cassandra: into the counter's series, into the values of its dimension, and
 * its month into the company's directory. Rows of a customer go into the customer's own table and
 * the directory of those alone.
 *
 * <p>In: final rows. Out: nothing.
 *
 * <p>Guarantee: a bundle ends when all of its rows are durable. Of the writes of one row, the one
 * with the largest count stands, whatever their order and number. A write of a higher {@link
 * #withEpoch epoch} replaces all writes of a lower one. While Cassandra is away, writes are made
 * again and the stage takes no more rows.
 *
 * <p>State cost: none.
 *
 * <pre>{@code
 * rows.apply("WriteCounts", WriteCounts.to(settings).withTimeZones(zones).withSlices(slices));
 * }</pre>
 */
public final class WriteCounts extends PTransform<PCollection<CountRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private static final int DEFAULT_WRITES_IN_FLIGHT = 256;

  private final RowTarget target;
  private final RowVersion version;

  private WriteCounts(RowTarget target, RowVersion version) {
    this.target = target;
    this.version = version;
  }

  /**
   * Writes to this Cassandra, whose schema has been applied. Without more: epoch 0, one slice per
   * dimension, every company in UTC, 256 writes in flight.
   */
  public static WriteCounts to(CassandraSettings settings) {
    return new WriteCounts(RowTarget.of(settings, DEFAULT_WRITES_IN_FLIGHT), new RowVersion(0));
  }

  /**
   * Rows of this epoch replace all of lower ones, whatever their counts: for a recount.
   *
   * @param epoch 0 to 524,287
   * @throws IllegalArgumentException if it is out of range
   */
  public WriteCounts withEpoch(long epoch) {
    return new WriteCounts(target, new RowVersion(epoch));
  }

  /** How many slices the catalog gives each dimension. */
  public WriteCounts withSlices(Slices slices) {
    return new WriteCounts(target.withSlices(slices), version);
  }

  /** The companies' time zones, for readers to find in the directory. */
  public WriteCounts withTimeZones(TimeZones timeZones) {
    return new WriteCounts(target.withTimeZones(timeZones), version);
  }

  /**
   * How many writes, of some partitions each, one writing instance may have in flight before it
   * waits.
   *
   * @param writes 1 to 1024: other instances share the connection
   * @throws IllegalArgumentException if it is out of range
   */
  public WriteCounts withMaxWritesInFlight(int writes) {
    return new WriteCounts(target.withMaxWritesInFlight(writes), version);
  }

  @Override
  public PDone expand(PCollection<CountRow> rows) {
    rows.apply("WriteRows", ParDo.of(new WriteRows(target, CountStatements.kind(version))));
    return PDone.in(rows.getPipeline());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    TargetDisplayData.add(target, builder);
    builder.add(DisplayData.item("epoch", version.epoch()).withLabel("Epoch of the rows"));
  }
}
