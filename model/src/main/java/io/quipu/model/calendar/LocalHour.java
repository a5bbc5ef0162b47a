package io.quipu.model.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * An hour of a company's wall clock, packed into an int. It is the unit of time in which events are
 * counted. It contains the local day and month, so reading them needs no time zone.
 *
 * <pre>
 *   31              11 10               1    0
 *  +------------------+------------------+------+
 *  | month: 12 y+m-1  | hour of month    | fold |
 *  +------------------+------------------+------+
 * </pre>
 *
 * The hour of the month is 24 (day - 1) + hour of the day. The fold is 1 for an hour that the wall
 * clock shows a second time, after it was set back; Python's PEP 495 uses this name.
 */
public final class LocalHour {
  private static final int MONTH_SHIFT = 11;
  private static final int CODE_MASK = (1 << MONTH_SHIFT) - 1;

  private LocalHour() {}

  /**
   * The hour of a time zone's wall clock at an instant. For many instants of one zone, {@link
   * BucketCalendar#localHour} does the same faster.
   *
   * <pre>{@code
   * int hour = LocalHour.of(Instant.parse("2026-11-20T12:34:56Z"), ZoneId.of("Europe/Berlin"));
   * }</pre>
   */
  public static int of(Instant time, ZoneId zone) {
    return new BucketCalendar(zone).localHour(time.toEpochMilli());
  }

  /** Packs an hour from its month, day of month (1 to 31), hour of day and fold. */
  public static int of(int month, int day, int hour, int fold) {
    return month << MONTH_SHIFT | ((day - 1) * 24 + hour) << 1 | fold;
  }

  /** The hour with the {@link #code} in the month. */
  public static int ofCode(int month, int code) {
    return month << MONTH_SHIFT | code;
  }

  /** The month, as 12 year + month - 1. */
  public static int month(int localHour) {
    return localHour >>> MONTH_SHIFT;
  }

  /** The hour in its month with its fold, 0 to 1487, as a page of a month stores it. */
  public static int code(int localHour) {
    return localHour & CODE_MASK;
  }

  /** The day of the month, 1 to 31, of an hour {@link #code}. */
  public static int day(int code) {
    return code / 48 + 1;
  }

  static int fold(int code) {
    return code & 1;
  }

  /** The hour of the day, 0 to 23, of an hour {@link #code}. */
  static int hour(int code) {
    return code / 2 % 24;
  }

  /** The number of a calendar month: 12 year + month - 1. */
  public static int month(YearMonth month) {
    return month.getYear() * 12 + month.getMonthValue() - 1;
  }

  /** The calendar month of its number. */
  public static YearMonth yearMonth(int month) {
    return YearMonth.of(Math.floorDiv(month, 12), Math.floorMod(month, 12) + 1);
  }

  /** The calendar date of a day in a month. */
  static LocalDate date(int month, int day) {
    return yearMonth(month).atDay(day);
  }
}
