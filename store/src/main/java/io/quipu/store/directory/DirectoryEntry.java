package io.quipu.store.directory;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * An entry of the directory: a company has counts of a statistic's dimension in a month.
 *
 * @param dimension empty for the whole statistic
 * @param monthStart the first instant of the month
 * @param slices the number of partitions of a bucket's values
 * @param timeZone the zone in which the company's buckets start and end
 */
public record DirectoryEntry(
    String statistic, String dimension, Instant monthStart, int slices, ZoneId timeZone) {

  /** The month in the company's calendar. */
  public YearMonth month() {
    return YearMonth.from(monthStart.atZone(timeZone));
  }
}
