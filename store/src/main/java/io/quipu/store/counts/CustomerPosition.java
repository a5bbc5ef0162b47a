package io.quipu.store.counts;

import io.quipu.model.counter.CountRow;

/**
 * A position among the rows of a customer, which are sorted by these fields.
 *
 * @param resolution the code of the resolution; -1 for the position before a counter's rows
 * @param bucket milliseconds since 1970
 */
public record CustomerPosition(
    int year, String statistic, String dimension, String value, int resolution, long bucket) {

  /** The position before all rows. */
  public static final CustomerPosition START =
      new CustomerPosition(Integer.MIN_VALUE, "", "", "", -1, 0);

  /** The position before all rows of a statistic in a year. */
  public static CustomerPosition before(int year, String statistic) {
    return new CustomerPosition(year, statistic, "", "", -1, 0);
  }

  /** The position of a row. */
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
