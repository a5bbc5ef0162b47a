package io.quipu.store.counts;

import io.quipu.model.counter.CountRow;
import java.io.Serializable;

/**
 * The write timestamp of a row: epoch * 2^44 + count. Cassandra keeps the write with the largest
 * timestamp. So only a row with a larger count or of a later epoch can replace a row.
 */
public record RowVersion(long epoch) implements Serializable {
  private static final int COUNT_BITS = 44;
  static final long MAX_EPOCH = (1L << (63 - COUNT_BITS)) - 1;

  public RowVersion {
    if (epoch < 0 || epoch > MAX_EPOCH) {
      throw new IllegalArgumentException(
          "The epoch is " + epoch + "; it must be 0 to " + MAX_EPOCH + ".");
    }
  }

  /**
   * The version of a row.
   *
   * @throws IllegalArgumentException if its count is negative or 2^44 or more
   */
  public long of(CountRow row) {
    if (row.count() < 0 || row.count() >= 1L << COUNT_BITS) {
      throw new IllegalArgumentException(
          "The count of a row is " + row.count() + "; it must be 0 to 2^44 - 1.");
    }
    return epoch << COUNT_BITS | row.count();
  }
}
