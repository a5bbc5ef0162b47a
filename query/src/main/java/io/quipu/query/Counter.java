package io.quipu.query;

/**
 * What was counted: a value of a dimension, or the whole statistic.
 *
 * @param dimension empty for the whole statistic
 * @param value empty for the whole statistic
 */
public record Counter(String company, String statistic, String dimension, String value) {

  /** The whole of a company's statistic. */
  public static Counter whole(String company, String statistic) {
    return new Counter(company, statistic, "", "");
  }

  Columns.Series inYear(int year) {
    return new Columns.Series(company, statistic, dimension, value, year);
  }
}
