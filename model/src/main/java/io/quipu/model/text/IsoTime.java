package io.quipu.model.text;

import java.time.Instant;

/**
 * Parses an instant of ISO 8601 or RFC 3339: a date, a time of day, and the offset from UTC.
 *
 * <ul>
 *   <li>The date is {@code 2026-03-01}, {@code 20260301}, the ordinal {@code 2026-060} or the week
 *       date {@code 2026-W09-7}; the last two also come without hyphens.
 *   <li>{@code T}, {@code t} or a space separates date and time of day.
 *   <li>The time of day is {@code 09:30:00}, {@code 09:30} or {@code 09}, also without colons. Its
 *       last part may have decimals after a point or a comma; digits after the ninth are ignored.
 *       {@code 24:00} is the midnight at the end of the day.
 *   <li>The offset is {@code Z}, {@code z}, {@code +05:30}, {@code +0530} or {@code +05}; the minus
 *       sign is a hyphen or U+2212. {@code -00:00} is UTC. An offset with seconds, {@code
 *       +05:30:00}, is read too.
 *   <li>A leap second, 23:59:60 UTC, counts as the second before it, so that it stays in its hour.
 * </ul>
 */
public final class IsoTime {
  /** The result for text that the fast path does not read. */
  private static final long OTHER = Long.MIN_VALUE;

  private static final int NO_OFFSET = Integer.MIN_VALUE;
  private static final long DAY_SECONDS = 86_400;

  /** The length of {@code 2026-03-01T09:30:00}. */
  private static final int SECONDS_END = 19;

  private IsoTime() {}

  /**
   * The instant in milliseconds since 1970, rounded down.
   *
   * @throws IsoTimeException if the text has none of these forms; the message says what is wrong
   */
  public static long epochMillis(String text) {
    long millis = usualMillis(text);
    return millis == OTHER ? IsoTimeReader.read(text).toEpochMilli() : millis;
  }

  /**
   * The instant that a text names.
   *
   * @throws IsoTimeException if the text has none of these forms; the message says what is wrong
   */
  public static Instant instant(String text) {
    return IsoTimeReader.read(text);
  }

  /** Reads the usual forms, such as {@code 2026-03-01T09:30:00.123Z}, and creates no object. */
  private static long usualMillis(String text) {
    int length = text.length();
    if (length <= SECONDS_END
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || !isSeparator(text.charAt(10))
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return OTHER;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    // A part that is not a number is negative. Days after the 28th depend on the month.
    if ((year | month | day | hour | minute | second) < 0
        || month < 1
        || month > 12
        || day < 1
        || day > (day > 28 ? daysOf(month, year) : 28)
        || hour > 23
        || minute > 59
        || second > 59) {
      return OTHER;
    }
    int at = SECONDS_END;
    int millis = 0;
    if (text.charAt(at) == '.' || text.charAt(at) == ',') {
      int from = ++at;
      for (int unit = 100; at < length && isDigit(text.charAt(at)); at++, unit /= 10) {
        millis += (text.charAt(at) - '0') * unit;
      }
      if (at == from) {
        return OTHER;
      }
    }
    int offset = offsetSeconds(text, at);
    if (offset == NO_OFFSET) {
      return OTHER;
    }
    long seconds =
        epochDay(year, month, day) * DAY_SECONDS + hour * 3600L + minute * 60L + second - offset;
    return seconds * 1000 + millis;
  }

  private static boolean isSeparator(char c) {
    return c == 'T' || c == ' ' || c == 't';
  }

  /** The offset that ends the text: {@code Z}, {@code +05:30}, {@code +0530} or {@code +05}. */
  private static int offsetSeconds(String text, int at) {
    int left = text.length() - at;
    if (left == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
      return 0;
    }
    boolean colon = left == 6 && text.charAt(at + 3) == ':';
    if (!colon && left != 5 && left != 3) {
      return NO_OFFSET;
    }
    char sign = text.charAt(at);
    int hours = number(text, at + 1, 2);
    int minutes = left == 3 ? 0 : number(text, colon ? at + 4 : at + 3, 2);
    if ((sign != '+' && sign != '-') || (hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return NO_OFFSET;
    }
    int seconds = hours * 3600 + minutes * 60;
    return sign == '+' ? seconds : -seconds;
  }

  /** The number that these digits give; negative if one of them is not a digit. */
  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int daysOf(int month, int year) {
    return switch (month) {
      case 2 -> (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970. Years begin in March here, so that a leap day is the last day of a year. */
  private static long epochDay(int year, int month, int day) {
    long years = month > 2 ? year : year - 1L;
    long era = Math.floorDiv(years, 400L);
    long yearOfEra = years - era * 400;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }
}
