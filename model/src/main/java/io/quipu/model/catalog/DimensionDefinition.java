package io.quipu.model.catalog;

import java.io.Serializable;

/**
 * A dimension by which a statistic is counted.
 *
 * @param name the dimension's name, unique in its statistic
 * @param source where its values come from
 * @param slices the number of Cassandra partitions over which a bucket's values are spread, 1 to
 *     {@link #MAX_SLICES}
 */
public record DimensionDefinition(String name, DimensionSource source, int slices)
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
  }

  /** A dimension with one slice. */
  public static DimensionDefinition of(String name, DimensionSource source) {
    return new DimensionDefinition(name, source, 1);
  }
}
