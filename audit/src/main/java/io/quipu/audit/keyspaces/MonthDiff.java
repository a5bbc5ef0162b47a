package io.quipu.audit.keyspaces;

import org.jspecify.annotations.Nullable;

/**
 * How the rows of a statistic in a month differ between two keyspaces.
 *
 * @param month the local month of the company, such as {@code 2026-11}
 * @param added how many rows only the other keyspace has
 * @param changed how many rows have other numbers
 * @param gone how many rows only the first keyspace has
 * @param before the numbers of the whole statistic in the month, of all customers together; null if
 *     there is no such row
 * @param after the same in the other keyspace
 */
public record MonthDiff(
    String company,
    String statistic,
    String month,
    long added,
    long changed,
    long gone,
    @Nullable Total before,
    @Nullable Total after) {

  /**
   * The numbers of a month.
   *
   * @param uniques null if the statistic does not count them
   */
  public record Total(long count, @Nullable Long uniques) {}
}
