package io.quipu.model.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** When a year begins and ends somewhere on earth. */
public final class YearBounds {
  private YearBounds() {}

  public static Instant earliestStart(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.MAX);
  }

  public static Instant latestEnd(int year) {
    return LocalDate.of(year + 1, 1, 1).atStartOfDay().toInstant(ZoneOffset.MIN);
  }
}
