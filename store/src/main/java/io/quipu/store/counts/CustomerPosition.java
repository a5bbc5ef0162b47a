package io.quipu.store.counts;

import io.quipu.model.counter.CountRow;

/**
 * A place among the rows of a customer, which stand in the order of these.
 *
 * @param resolution its code; less than any for the place before a counter's rows
 * @param bucket milliseconds since 1970
 */
public record CustomerPosition(
    int year, String statistic, String dimension, String value, int resolution, long bucket) {

  /** Before all rows. */
  public static final CustomerPosition START =
      new CustomerPosition(Integer.MIN_VALUE, "", "", "", -1, 0);

  /** Before all rows of a statistic in a year. */
  public static CustomerPosition before(int year, String statistic) {
    return new CustomerPosition(year, statistic, "", "", -1, 0);
  }

  /** Where a row stands. */
  public static CustomerPosition of(CountRow row) {
    return new CustomerPosition(
        row.year(),
        row.statistic(),
        row.dimension(),
        row.value(),
        row.resolution().code(),
        row.bucketStart());
  }
}
