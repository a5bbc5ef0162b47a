package io.quipu.store.counts;

import io.quipu.model.counter.CountRow;

/**
 * The write timestamp of a row: owner * 2^40 + changes. Cassandra keeps the write with the largest
 * timestamp. So of one owner's writes of a row, the one with the most changes remains. A row of a
 * later owner replaces it, whatever its changes. The changes of a row are its count, unless the
 * count can fall, as that of a sequence can.
 */
public final class RowVersion {
  private static final int CHANGES_BITS = 40;

  /** The largest number of an owner. */
  public static final long MAX_OWNER = (1L << (63 - CHANGES_BITS)) - 1;

  /**
   * The smallest number of an owner. The versions of its rows are later than every wall-clock time
   * until the year 2112. So a write or a deletion without a timestamp never hides a row.
   */
  public static final long FIRST_OWNER = 1L << 12;

  private RowVersion() {}

  /**
   * The version of a row.
   *
   * @throws IllegalArgumentException if its owner is not 0 to {@link #MAX_OWNER}, or its changes
   *     are negative or 2^40 or more
   */
  public static long of(CountRow row) {
    if (row.changes() < 0 || row.changes() >= 1L << CHANGES_BITS) {
      throw new IllegalArgumentException(
          "The changes of a row are " + row.changes() + "; they must be 0 to 2^40 - 1.");
    }
    if (row.owner() < 0 || row.owner() > MAX_OWNER) {
      throw new IllegalArgumentException(
          "The owner of a row is " + row.owner() + "; it must be 0 to " + MAX_OWNER + ".");
    }
    return row.owner() << CHANGES_BITS | row.changes();
  }

  /**
   * The first owner whose rows replace all rows that earlier builds wrote. Their versions were
   * epoch * 2^44 + count.
   */
  public static long firstOwnerAfterEpoch(long epoch) {
    return Math.max(FIRST_OWNER, (epoch + 1) << (44 - CHANGES_BITS));
  }
}
