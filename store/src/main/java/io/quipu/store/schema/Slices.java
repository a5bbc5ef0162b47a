package io.quipu.store.schema;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.Serializable;

/**
 * Into how many partitions the values of a dimension are cut in each bucket. A reader reads all of
 * them, so a larger number spreads a dimension of very many values and makes its top values dearer.
 */
@FunctionalInterface
public interface Slices extends Serializable {

  /** The most that a dimension can have. */
  int MAX = 1024;

  /** One partition for every dimension. */
  Slices ONE = (statistic, dimension) -> 1;

  /** The number of slices of a statistic's dimension, 1 to {@link #MAX}. */
  int of(String statistic, String dimension);

  /** The slice that a value belongs to: the same on every machine and in every version. */
  static int slice(String value, int slices) {
    return slices == 1
        ? 0
        : (int)
            Long.remainderUnsigned(
                Hashing.xxh3_64().hashStream().putString(value).getAsLong(), slices);
  }
}
