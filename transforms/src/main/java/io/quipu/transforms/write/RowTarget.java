package io.quipu.transforms.write;

import com.datastax.driver.core.SSLOptions;
import com.google.auto.value.AutoValue;
import io.quipu.model.TimeZones;
import io.quipu.model.cassandra.CassandraProperties;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.Slices;
import io.quipu.transforms.cassandra.SharedSession;
import java.io.Serializable;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.cassandra.CassandraIO;
import org.apache.beam.sdk.options.ValueProvider;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** The Cassandra that rows are written to, and what has to be known of them there. */
@AutoValue
abstract class RowTarget implements Serializable {
  private static final long serialVersionUID = 1L;

  abstract CassandraSettings settings();

  abstract Slices slices();

  abstract TimeZones timeZones();

  abstract int maxWritesInFlight();

  /** One slice per dimension, and every company in UTC. */
  static RowTarget of(CassandraSettings settings, int maxWritesInFlight) {
    return new AutoValue_RowTarget.Builder()
        .settings(settings)
        .slices(Slices.ONE)
        .timeZones(TimeZones.of(ZoneOffset.UTC, Map.of()))
        .maxWritesInFlight(maxWritesInFlight)
        .build();
  }

  RowTarget withSlices(Slices slices) {
    return toBuilder().slices(slices).build();
  }

  RowTarget withTimeZones(TimeZones timeZones) {
    return toBuilder().timeZones(timeZones).build();
  }

  /**
   * @throws IllegalArgumentException if it is not 1 to 1024, which is what one connection carries
   */
  RowTarget withMaxWritesInFlight(int writes) {
    if (writes < 1 || writes > 1024) {
      throw new IllegalArgumentException(
          "The number of writes in flight is " + writes + "; it must be 1 to 1024.");
    }
    return toBuilder().maxWritesInFlight(writes).build();
  }

  /** The writing of batches of rows, as statements of this kind. */
  CassandraIO.Write<RowBatch> cassandraIO(RowStatements.Kind kind) {
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
            .withMapperFactoryFn(new CountsMapper.Factory(this, kind));
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
        ? write.withSsl(new OnWorker<>(settings, RowTarget::ssl))
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

    abstract Builder slices(Slices slices);

    abstract Builder timeZones(TimeZones timeZones);

    abstract Builder maxWritesInFlight(int writes);

    abstract RowTarget build();
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
