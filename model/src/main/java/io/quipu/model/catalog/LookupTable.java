package io.quipu.model.catalog;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** Reference data by which events are hydrated: where it is, its key, and how long it is cached. */
@AutoValue
public abstract class LookupTable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What becomes of an event whose key the reference data does not know. */
  public enum Missing {
    /** It counts, without the dimensions that the lookup would have added. */
    COUNT,
    /** It becomes a dead letter. */
    DEAD_LETTER
  }

  /** The name by which events ask for it, as in {@link io.quipu.model.event.Lookup#table}. */
  public abstract String name();

  public abstract ReferenceSource source();

  /** The columns of the key, in the order of {@link io.quipu.model.event.Lookup#key}. */
  public abstract List<String> keyColumns();

  /** How long an answer, also "unknown", is believed. */
  public abstract Duration expiry();

  /** How many answers a worker remembers. */
  public abstract int cacheSize();

  public abstract Missing missing();

  public static Builder builder() {
    return new AutoValue_LookupTable.Builder()
        .setExpiry(Duration.ofMinutes(10))
        .setCacheSize(100_000)
        .setMissing(Missing.COUNT);
  }

  /** Sets the parts of a lookup table; all but name, source and key columns have defaults. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setName(String name);

    public abstract Builder setSource(ReferenceSource source);

    public abstract Builder setKeyColumns(List<String> columns);

    public abstract Builder setExpiry(Duration expiry);

    public abstract Builder setCacheSize(int size);

    public abstract Builder setMissing(Missing missing);

    public abstract LookupTable build();
  }
}
