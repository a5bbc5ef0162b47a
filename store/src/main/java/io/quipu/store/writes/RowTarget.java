package io.quipu.store.writes;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.TimeZones;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.CassandraSettings;
import java.io.Serializable;
import java.time.ZoneOffset;
import java.util.Map;

/** The Cassandra cluster to which rows are written, and how to write them. */
@AutoValue
public abstract class RowTarget implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where Cassandra is. */
  public abstract CassandraSettings settings();

  /** The number of slices of each dimension. */
  public abstract Slices slices();

  /** The companies' time zones, which the directory stores for readers. */
  public abstract TimeZones timeZones();

  /** How many writes may be in flight before a writer waits. */
  public abstract int maxWritesInFlight();

  /** One slice per dimension, and every company in UTC. */
  public static RowTarget of(CassandraSettings settings, int maxWritesInFlight) {
    return new AutoValue_RowTarget.Builder()
        .settings(settings)
        .slices(Slices.ONE)
        .timeZones(TimeZones.of(ZoneOffset.UTC, Map.of()))
        .maxWritesInFlight(maxWritesInFlight)
        .build();
  }

  /** The same target with these slices. */
  public RowTarget withSlices(Slices slices) {
    return toBuilder().slices(slices).build();
  }

  /** The same target with these time zones. */
  public RowTarget withTimeZones(TimeZones timeZones) {
    return toBuilder().timeZones(timeZones).build();
  }

  /**
   * How many writes may be in flight before a writer waits.
   *
   * @throws IllegalArgumentException if it is not 1 to 1024: other writers share the connection
   */
  public RowTarget withMaxWritesInFlight(int writes) {
    if (writes < 1 || writes > 1024) {
      throw new IllegalArgumentException(
          "The number of writes in flight is " + writes + "; it must be 1 to 1024.");
    }
    return toBuilder().maxWritesInFlight(writes).build();
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    public abstract Builder settings(CassandraSettings settings);

    public abstract Builder slices(Slices slices);

    public abstract Builder timeZones(TimeZones timeZones);

    public abstract Builder maxWritesInFlight(int writes);

    abstract RowTarget build();
  }
}
