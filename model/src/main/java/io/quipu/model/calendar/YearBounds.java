package io.quipu.model.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The earliest start and the latest end of a year in any time zone. */
public final class YearBounds {
  private YearBounds() {}

  public static Instant earliestStart(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.MAX);
  }

  public static Instant latestEnd(int year) {
    return LocalDate.of(year + 1, 1, 1).atStartOfDay().toInstant(ZoneOffset.MIN);
  }
}
