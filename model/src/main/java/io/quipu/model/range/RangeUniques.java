package io.quipu.model.range;

import io.quipu.model.counter.CountRow;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Adds up the different customers of a range of days from the rows of {@link DayGaps}. */
public final class RangeUniques {
  private RangeUniques() {}

  /**
   * The different customers of a range of days.
   *
   * @param days the rows of the days in the range, of one counter; their sums are by gap
   * @param first the first day of the range
   * @param zone the time zone of the company
   */
  public static long of(Iterable<CountRow> days, LocalDate first, ZoneId zone) {
    long customers = 0;
    for (CountRow day : days) {
      customers += firstsOf(day.sums(), day.start().atZone(zone).toLocalDate(), first);
    }
    return customers;
  }

  /**
   * How many of a day's customers have not come before in the range.
   *
   * @param gaps the numbers of customers by gap
   * @param first the first day of the range
   */
  public static long firstsOf(Map<String, BigDecimal> gaps, LocalDate day, LocalDate first) {
    long before = ChronoUnit.DAYS.between(first, day);
    long customers = 0;
    for (Map.Entry<String, BigDecimal> one : gaps.entrySet()) {
      int gap = Integer.parseInt(one.getKey());
      if (gap == DayGaps.NO_GAP || gap > before) {
        customers += one.getValue().longValueExact();
      }
    }
    return customers;
  }

  /** Whether the uniques of so many days in a row are known exactly. */
  public static boolean isExact(LocalDate first, LocalDate last) {
    return ChronoUnit.DAYS.between(first, last) < DayGaps.MAX_GAP;
  }
}
