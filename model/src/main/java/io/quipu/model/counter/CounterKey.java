package io.quipu.model.counter;

/**
 * What is counted, by its names: a value of a dimension or the whole statistic, of a company as a
 * whole or of one of its customers.
 *
 * @param customer empty for the company as a whole
 * @param dimension empty for the whole statistic
 * @param value empty for the whole statistic
 */
public record CounterKey(
    String company, String customer, String statistic, String dimension, String value) {

  /** What a company as a whole has of a value of a dimension. */
  public static CounterKey of(String company, String statistic, String dimension, String value) {
    return new CounterKey(company, "", statistic, dimension, value);
  }

  /** The whole of a company's statistic. */
  public static CounterKey whole(String company, String statistic) {
    return of(company, statistic, "", "");
  }
}
