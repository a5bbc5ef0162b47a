package io.quipu.model;

/**
 * What a number of events add to one counter in one month.
 *
 * @param company the tenant
 * @param statistic what is measured
 * @param dimension the dimension's name, or empty for the whole statistic
 * @param value the dimension's value, or empty for the whole statistic
 * @param counter the fingerprint of the four
 * @param page what is added, hour by hour
 */
public record Increment(
    String company,
    Statistic statistic,
    String dimension,
    String value,
    Fingerprint counter,
    CounterPage page) {}
