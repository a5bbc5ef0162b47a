package io.quipu.model.catalog;

import io.quipu.model.limit.ValueLimits;
import java.io.Serializable;

/**
 * A dimension by which a statistic is counted.
 *
 * @param name the dimension's name, unique in its statistic
 * @param source where its values come from
 * @param slices the number of Cassandra partitions over which a bucket's values are spread, 1 to
 *     {@link #MAX_SLICES}
 * @param limit how many values count under their own names, for each company and month; 0 for all.
 *     The others count as {@link ValueLimits#OTHER}
 */
public record DimensionDefinition(String name, DimensionSource source, int slices, int limit)
    implements Serializable {
  public static final int MAX_SLICES = 256;

  public DimensionDefinition {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "The name of a dimension is empty; give it a name, such as country.");
    }
    if (slices < 1 || slices > MAX_SLICES) {
      throw new IllegalArgumentException(
          "The dimension '" + name + "' has " + slices + " slices; write 1 to " + MAX_SLICES + ".");
    }
    if (limit < 0 || limit > ValueLimits.MAX) {
      throw new IllegalArgumentException(
          "The dimension '"
              + name
              + "' has the limit "
              + limit
              + "; write 1 to "
              + ValueLimits.MAX
              + ", or leave it out.");
    }
  }

  /** A dimension with one slice and no limit. */
  public static DimensionDefinition of(String name, DimensionSource source) {
    return new DimensionDefinition(name, source, 1, 0);
  }
}
