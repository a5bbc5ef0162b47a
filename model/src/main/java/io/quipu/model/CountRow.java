package io.quipu.model;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The final numbers of one counter in one bucket: what a row in Cassandra says.
 *
 * @param company the tenant
 * @param statistic the statistic's name
 * @param dimension the dimension's name, or empty for the whole statistic
 * @param value the dimension's value, or empty for the whole statistic
 * @param resolution how long the bucket is
 * @param year the calendar year of the bucket in the company's time zone
 * @param bucketStart the first instant of the bucket, milliseconds since 1970
 * @param count how often it happened
 * @param uniques how many different customers did it; null if the statistic does not ask
 * @param sums what it summed up to, by the measure's name; each with its declared scale
 */
public record CountRow(
    String company,
    String statistic,
    String dimension,
    String value,
    Resolution resolution,
    int year,
    long bucketStart,
    long count,
    @Nullable Long uniques,
    Map<String, BigDecimal> sums) {}
