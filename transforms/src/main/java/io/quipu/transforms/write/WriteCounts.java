package io.quipu.transforms.write;

import com.datastax.driver.core.SSLOptions;
import com.google.auto.value.AutoValue;
import io.quipu.model.CountRow;
import io.quipu.model.TimeZones;
import io.quipu.model.cassandra.CassandraProperties;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.Slices;
import io.quipu.transforms.cassandra.SharedSession;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.cassandra.CassandraIO;
import org.apache.beam.sdk.options.ValueProvider;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes final rows to Cassandra, by {@link CassandraIO}: into the counter's series, into the
 * values of its dimension, and its month into the company's directory. Rows of a customer go into
 * the customer's own table and the directory of those alone.
 *
 * <p>In: final rows. Out: nothing.
 *
 * <p>Guarantee: a bundle ends when all of its rows are durable. Of the writes of one row the one
 * with the largest count stands, in whatever order and however often they are made; those of a
 * higher {@link #withEpoch epoch} stand over all of a lower. While Cassandra is away, writes are
 * made again and the stage takes no more rows.
 *
 * <p>State cost: none.
 *
 * <pre>{@code
 * rows.apply("WriteCounts", WriteCounts.to(settings).withTimeZones(zones).withSlices(slices));
 * }</pre>
 */
@AutoValue
@AutoValue.CopyAnnotations
public abstract class WriteCounts extends PTransform<PCollection<CountRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private static final int DEFAULT_WRITES_IN_FLIGHT = 256;

  abstract CassandraSettings settings();

  abstract RowVersion version();

  abstract Slices slices();

  abstract TimeZones timeZones();

  abstract int maxWritesInFlight();

  /**
   * Writes to this Cassandra, whose schema has been applied. Without more: epoch 0, one slice per
   * dimension, every company in UTC, 256 writes in flight.
   */
  public static WriteCounts to(CassandraSettings settings) {
    return new AutoValue_WriteCounts.Builder()
        .settings(settings)
        .version(new RowVersion(0))
        .slices(Slices.ONE)
        .timeZones(TimeZones.of(ZoneOffset.UTC, Map.of()))
        .maxWritesInFlight(DEFAULT_WRITES_IN_FLIGHT)
        .build();
  }

  /**
   * Rows of this epoch replace all of lower ones, whatever their counts: for a recount.
   *
   * @param epoch 0 to 524,287
   * @throws IllegalArgumentException if it is out of range
   */
  public WriteCounts withEpoch(long epoch) {
    return toBuilder().version(new RowVersion(epoch)).build();
  }

  /** How many slices the catalog gives each dimension. */
  public WriteCounts withSlices(Slices slices) {
    return toBuilder().slices(slices).build();
  }

  /** The companies' time zones, for readers to find in the directory. */
  public WriteCounts withTimeZones(TimeZones timeZones) {
    return toBuilder().timeZones(timeZones).build();
  }

  /**
   * How many writes, of a partition each, one writing instance may have in flight before it waits.
   *
   * @param writes 1 to 1024, which is what one connection carries
   * @throws IllegalArgumentException if it is out of range
   */
  public WriteCounts withMaxWritesInFlight(int writes) {
    if (writes < 1 || writes > 1024) {
      throw new IllegalArgumentException(
          "The number of writes in flight is " + writes + "; it must be 1 to 1024.");
    }
    return toBuilder().maxWritesInFlight(writes).build();
  }

  @Override
  public PDone expand(PCollection<CountRow> rows) {
    return rows.apply("KeepLatestRows", ParDo.of(new KeepLatestRows()))
        .setCoder(RowBatchCoder.of())
        .apply("CassandraIO", cassandraIO());
  }

  private CassandraIO.Write<RowBatch> cassandraIO() {
    CassandraSettings settings = settings();
    CassandraProperties properties = settings.properties();
    CassandraIO.Write<RowBatch> write =
        CassandraIO.<RowBatch>write()
            .withHosts(new AnsweringHosts(settings))
            .withPort(settings.port())
            .withKeyspace(settings.keyspace())
            .withEntity(RowBatch.class)
            .withConsistencyLevel(properties.consistency())
            .withReadTimeout((int) settings.requestTimeout().toMillis())
            .withMapperFactoryFn(new CountsMapper.Factory(this));
    if (properties.user().isPresent()) {
      write =
          write
              .withUsername(new OnWorker<>(settings, found -> found.user().orElse("")))
              .withPassword(new OnWorker<>(settings, CassandraProperties::password));
    }
    if (properties.datacenter().isPresent()) {
      write = write.withLocalDc(properties.datacenter().get());
    }
    return properties.trustStore().isPresent()
        ? write.withSsl(new OnWorker<>(settings, WriteCounts::ssl))
        : write;
  }

  private static SSLOptions ssl(CassandraProperties properties) {
    return properties
        .trustStore()
        .map(SharedSession::ssl)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The job was started with a trust-store, which the file of Cassandra settings"
                        + " on this worker does not have; add it."));
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder settings(CassandraSettings settings);

    abstract Builder version(RowVersion version);

    abstract Builder slices(Slices slices);

    abstract Builder timeZones(TimeZones timeZones);

    abstract Builder maxWritesInFlight(int writes);

    abstract WriteCounts build();
  }

  /**
   * The hosts, given when Cassandra answers: CassandraIO connects once, when a worker sets up, and
   * would otherwise fail the job for as long as Cassandra is away.
   */
  private record AnsweringHosts(CassandraSettings settings) implements ValueProvider<List<String>> {

    @Override
    public List<String> get() {
      SharedSession.open(settings).close();
      return settings.hosts();
    }

    @Override
    public boolean isAccessible() {
      return true;
    }
  }

  /** Of the file that each worker reads itself: secrets do not travel, and TLS cannot. */
  private record OnWorker<T>(
      CassandraSettings settings, SerializableFunction<CassandraProperties, T> part)
      implements ValueProvider<T> {

    @Override
    public T get() {
      return part.apply(settings.properties());
    }

    @Override
    public boolean isAccessible() {
      return true;
    }
  }
}
