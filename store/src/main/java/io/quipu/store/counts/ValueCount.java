package io.quipu.store.counts;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one value of a dimension in a bucket.
 *
 * @param uniques null if the statistic does not count them
 * @param sums by the sum's name; empty if the statistic keeps none
 */
public record ValueCount(
    String value, long count, @Nullable Long uniques, Map<String, BigDecimal> sums) {

  /** The numbers of two counts of the value, added; the caller gives the uniques of both. */
  public ValueCount plus(ValueCount other, @Nullable Long uniquesOfBoth) {
    Map<String, BigDecimal> both = new HashMap<>(sums);
    other.sums().forEach((name, sum) -> both.merge(name, sum, BigDecimal::add));
    return new ValueCount(value, count + other.count(), uniquesOfBoth, both);
  }
}
