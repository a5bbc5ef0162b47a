package io.quipu.model.counter;

import io.quipu.model.state.CounterPage;

/**
 * What a number of events add to one counter in one month.
 *
 * @param company the tenant
 * @param customer whose counter it is, or empty for the company as a whole
 * @param statistic what is measured
 * @param dimension the dimension's name, or empty for the whole statistic
 * @param value the dimension's value, or empty for the whole statistic
 * @param counter the fingerprint of the five
 * @param page what is added, hour by hour
 */
public record Increment(
    String company,
    String customer,
    Statistic statistic,
    String dimension,
    String value,
    Fingerprint counter,
    CounterPage page) {

  /** The counter by its names. */
  public CounterKey name() {
    return new CounterKey(company, customer, statistic.name(), dimension, value);
  }
}
