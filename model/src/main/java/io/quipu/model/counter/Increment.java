package io.quipu.model.counter;

import io.quipu.model.state.CounterPage;

/**
 * The numbers that some events add to one counter in one month.
 *
 * @param company the tenant
 * @param customer the customer, or empty for the company as a whole
 * @param statistic the statistic and its measures
 * @param dimension the dimension's name, or empty for the whole statistic
 * @param value the dimension's value, or empty for the whole statistic
 * @param counter the fingerprint of the five names above
 * @param page the numbers to add, by hour
 */
public record Increment(
    String company,
    String customer,
    Statistic statistic,
    String dimension,
    String value,
    Fingerprint counter,
    CounterPage page) {

  /** The names of the counter. */
  public CounterKey name() {
    return new CounterKey(company, customer, statistic.name(), dimension, value);
  }
}
