package io.quipu.model.counter;

/**
 * The names of a counter: of a dimension value or a whole statistic, and of a company as a whole or
 * one of its customers.
 *
 * @param customer empty for the company as a whole
 * @param dimension empty for the whole statistic
 * @param value empty for the whole statistic
 */
public record CounterKey(
    String company, String customer, String statistic, String dimension, String value) {

  /** The counter of a company for a dimension value. */
  public static CounterKey of(String company, String statistic, String dimension, String value) {
    return new CounterKey(company, "", statistic, dimension, value);
  }

  /** The counter of a company for a whole statistic. */
  public static CounterKey whole(String company, String statistic) {
    return of(company, statistic, "", "");
  }
}
