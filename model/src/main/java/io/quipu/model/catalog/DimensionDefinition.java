package io.quipu.model.catalog;

import java.io.Serializable;

/**
 * A facet by which a statistic is counted.
 *
 * @param name the dimension's name, unique in its statistic
 * @param source where its values come from
 * @param slices into how many partitions of the store the values of a bucket are spread, 1 to
 *     {@link #MAX_SLICES}
 */
public record DimensionDefinition(String name, DimensionSource source, int slices)
    implements Serializable {
  public static final int MAX_SLICES = 256;

  public DimensionDefinition {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A dimension needs a name.");
    }
    if (slices < 1 || slices > MAX_SLICES) {
      throw new IllegalArgumentException(
          "The dimension '" + name + "' has " + slices + " slices; write 1 to " + MAX_SLICES + ".");
    }
  }

  /** A dimension whose values share a partition. */
  public static DimensionDefinition of(String name, DimensionSource source) {
    return new DimensionDefinition(name, source, 1);
  }
}
