package io.quipu.store.schema;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.Serializable;

/**
 * The number of partitions, or slices, that hold the values of a dimension in a bucket. More slices
 * spread a dimension of very many values. But a reader reads all slices, so reading its top values
 * costs more.
 */
@FunctionalInterface
public interface Slices extends Serializable {

  /** The most slices that a dimension can have. */
  int MAX = 1024;

  /** One partition for every dimension. */
  Slices ONE = (statistic, dimension) -> 1;

  /** The number of slices of a statistic's dimension, 1 to {@link #MAX}. */
  int of(String statistic, String dimension);

  /** The slice of a value, which is the same on every machine and in every version. */
  static int slice(String value, int slices) {
    return slices == 1
        ? 0
        : (int)
            Long.remainderUnsigned(
                Hashing.xxh3_64().hashStream().putString(value).getAsLong(), slices);
  }
}
