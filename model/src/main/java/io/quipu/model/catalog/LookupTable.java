package io.quipu.model.catalog;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** A table of reference data that adds dimensions to events: its source, its key and its cache. */
@AutoValue
public abstract class LookupTable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What happens to an event whose key is not in the reference data. */
  public enum Missing {
    /** The event counts, without the dimensions that the lookup would have added. */
    COUNT,
    /** The event becomes a dead letter. */
    DEAD_LETTER
  }

  /** The table's name, to which {@link io.quipu.model.event.Lookup#table} refers. */
  public abstract String name();

  public abstract ReferenceSource source();

  /** The columns of the key, in the order of {@link io.quipu.model.event.Lookup#key}. */
  public abstract List<String> keyColumns();

  /** How long an answer is cached; the answer that a key is unknown is cached too. */
  public abstract Duration expiry();

  /** How many answers a worker caches. */
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
