package io.quipu.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** When a year begins and ends somewhere on earth. */
final class Years {
  private Years() {}

  static Instant earliestStart(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.MAX);
  }

  static Instant latestEnd(int year) {
    return LocalDate.of(year + 1, 1, 1).atStartOfDay().toInstant(ZoneOffset.MIN);
  }
}
