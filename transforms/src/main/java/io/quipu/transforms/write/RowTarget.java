package io.quipu.transforms.write;

import com.google.auto.value.AutoValue;
import io.quipu.model.TimeZones;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.Slices;
import java.io.Serializable;
import java.time.ZoneOffset;
import java.util.Map;

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

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder settings(CassandraSettings settings);

    abstract Builder slices(Slices slices);

    abstract Builder timeZones(TimeZones timeZones);

    abstract Builder maxWritesInFlight(int writes);

    abstract RowTarget build();
  }
}
