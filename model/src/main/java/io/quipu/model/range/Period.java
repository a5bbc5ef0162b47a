package io.quipu.model.range;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.state.Shard;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Two calendar years, whose days are kept together: those of the period, and the last {@value
 * DayGaps#MAX_GAP} days before it, in which the gaps of its days can begin. So a period needs no
 * other one.
 *
 * @param number the first of the years, divided by two
 */
public record Period(int number) {
  private static final int YEARS = 2;

  /**
   * How many months the month of a shard can be after that of a day in it, because a period has
   * days from before it.
   */
  public static final int MONTHS_AHEAD = DayGaps.MAX_GAP / 28;

  /** The period of a day, in days since 1970. */
  public static Period of(int day) {
    return new Period(Math.floorDiv(LocalDate.ofEpochDay(day).getYear(), YEARS));
  }

  /** The period of a shard of {@link #shardMonth}. */
  public static Period ofMonth(int month) {
    return new Period(Math.floorDiv(LocalHour.yearMonth(month).getYear(), YEARS));
  }

  /** The next period. */
  public Period next() {
    return new Period(number + 1);
  }

  /** The first day of the period, in days since 1970. */
  public int firstDay() {
    return (int) LocalDate.of(number * YEARS, 1, 1).toEpochDay();
  }

  /** Whether the period needs a day of an earlier period. */
  boolean reachesBackTo(int day) {
    return day >= firstDay() - DayGaps.MAX_GAP;
  }

  /** The month of the period's {@link Shard}s: its first one. */
  public int shardMonth() {
    return LocalHour.month(YearMonth.of(number * YEARS, 1));
  }
}
