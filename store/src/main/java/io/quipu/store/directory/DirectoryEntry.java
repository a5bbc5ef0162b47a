package io.quipu.store.directory;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * That a company has counts of a statistic's dimension in a month.
 *
 * @param dimension empty for the whole statistic
 * @param monthStart the first instant of the month
 * @param slices into how many partitions a bucket's values are cut
 * @param timeZone in which the company's buckets start and end
 */
public record DirectoryEntry(
    String statistic, String dimension, Instant monthStart, int slices, ZoneId timeZone) {

  /** The month in the company's calendar. */
  public YearMonth month() {
    return YearMonth.from(monthStart.atZone(timeZone));
  }
}
