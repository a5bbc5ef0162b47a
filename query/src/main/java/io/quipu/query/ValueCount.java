package io.quipu.query;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one value of a dimension in a bucket.
 *
 * @param uniques null if the statistic counts none
 * @param sums by the measure's name; none if the statistic keeps none
 */
public record ValueCount(
    String value, long count, @Nullable Long uniques, Map<String, BigDecimal> sums) {}
