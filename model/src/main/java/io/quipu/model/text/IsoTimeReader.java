package io.quipu.model.text;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads every form of {@link IsoTime}, and says what is wrong with other text. */
final class IsoTimeReader {
  private static final int MAX_LENGTH = 100;
  private static final int NANO_DIGITS = 9;
  private static final long DAY_SECONDS = 86_400;

  // Either all parts of a date have hyphens between them, or none; the same for colons in a time.
  private static final Pattern DATE =
      Pattern.compile(
          "(?<year>[0-9]{4}|[+-][0-9]{6})(?<dash>-?)"
              + "(?:W(?<week>[0-9]{2})\\k<dash>(?<weekday>[0-9])"
              + "|(?<ordinal>[0-9]{3})"
              + "|(?<month>[0-9]{2})\\k<dash>(?<day>[0-9]{2}))");

  private static final Pattern TIME =
      Pattern.compile(
          "(?<hour>[0-9]{2})"
              + "(?:(?<colon>:?)(?<minute>[0-9]{2})(?:\\k<colon>(?<second>[0-9]{2}))?)?"
              + "(?:[.,](?<fraction>[0-9]+))?");

  private static final Pattern OFFSET =
      Pattern.compile(
          "[Zz]|(?<sign>[+\u2212-])(?<hours>[0-9]{2})"
              + "(?:(?<colon>:?)(?<minutes>[0-9]{2})(?:\\k<colon>(?<seconds>[0-9]{2}))?)?");

  private static final Pattern ZONE_NAME = Pattern.compile("\\s*[A-Za-z][A-Za-z/_]*");

  private IsoTimeReader() {}

  static Instant read(String text) {
    if (text.isEmpty()) {
      throw new IsoTimeException("is empty");
    }
    if (text.length() > MAX_LENGTH) {
      throw noTime();
    }
    if (isSpace(text.charAt(0)) || isSpace(text.charAt(text.length() - 1))) {
      throw new IsoTimeException("has white space around the time");
    }
    int separator = separator(text);
    LocalDate date = date(separator < 0 ? text : text.substring(0, separator));
    if (separator < 0) {
      throw new IsoTimeException("has a date but no time of day");
    }
    String rest = text.substring(separator + 1);
    Matcher time = TIME.matcher(rest);
    if (!time.lookingAt()) {
      throw noTime();
    }
    long offset = offset(rest.substring(time.end()));
    return instant(date, time, offset);
  }

  private static IsoTimeException noTime() {
    return new IsoTimeException("holds no ISO 8601 time");
  }

  /** Whether a character is white space, including no-break spaces. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static int separator(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'T' || c == 't' || c == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static LocalDate date(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches()) {
      throw noTime();
    }
    try {
      int year = Integer.parseInt(date.group("year"));
      if (date.group("week") != null) {
        return weekDate(year, number(date, "week"), number(date, "weekday"));
      }
      if (date.group("ordinal") != null) {
        return LocalDate.ofYearDay(year, number(date, "ordinal"));
      }
      return LocalDate.of(year, number(date, "month"), number(date, "day"));
    } catch (DateTimeException e) {
      throw new IsoTimeException("names a day that is in no calendar");
    }
  }

  private static LocalDate weekDate(int year, int week, int weekday) {
    // The fourth of January is always in the first week.
    LocalDate monday =
        LocalDate.of(year, 1, 4).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    long weeks = monday.range(IsoFields.WEEK_OF_WEEK_BASED_YEAR).getMaximum();
    if (week < 1 || week > weeks) {
      throw new DateTimeException("no such week");
    }
    return monday.plusWeeks(week - 1L).with(DayOfWeek.of(weekday));
  }

  private static Instant instant(LocalDate date, Matcher time, long offset) {
    boolean hasMinute = time.group("minute") != null;
    boolean hasSecond = time.group("second") != null;
    int hour = number(time, "hour");
    int minute = hasMinute ? number(time, "minute") : 0;
    int second = hasSecond ? number(time, "second") : 0;
    long unit = hasSecond ? 1 : hasMinute ? 60 : 3600;
    long nanos = nanos(time.group("fraction"), unit);
    boolean leap = second == 60;
    boolean endOfDay = hour == 24 && minute == 0 && second == 0 && nanos == 0;
    if ((hour > 23 && !endOfDay) || minute > 59 || second > 60) {
      throw noSuchTime();
    }
    long seconds =
        date.toEpochDay() * DAY_SECONDS + hour * 3600L + minute * 60L + (leap ? 59 : second);
    long utc = seconds - offset;
    if (leap && Math.floorMod(utc, DAY_SECONDS) != DAY_SECONDS - 1) {
      throw noSuchTime();
    }
    return Instant.ofEpochSecond(utc, nanos);
  }

  private static IsoTimeException noSuchTime() {
    return new IsoTimeException("names a time of day that is on no clock");
  }

  private static long nanos(@Nullable String fraction, long unitSeconds) {
    if (fraction == null) {
      return 0;
    }
    StringBuilder digits = new StringBuilder(fraction);
    while (digits.length() < NANO_DIGITS) {
      digits.append('0');
    }
    return Long.parseLong(digits.substring(0, NANO_DIGITS)) * unitSeconds;
  }

  private static long offset(String text) {
    Matcher offset = OFFSET.matcher(text);
    if (!offset.matches()) {
      throw wrongOffset(text);
    }
    if (offset.group("sign") == null) {
      return 0;
    }
    int hours = number(offset, "hours");
    int minutes = offset.group("minutes") == null ? 0 : number(offset, "minutes");
    int seconds = offset.group("seconds") == null ? 0 : number(offset, "seconds");
    if (hours > 23 || minutes > 59 || seconds > 59) {
      throw new IsoTimeException("has an offset from UTC that is out of range");
    }
    long total = hours * 3600L + minutes * 60L + seconds;
    return offset.group("sign").equals("+") ? total : -total;
  }

  /** Says what the text has in place of an offset. */
  private static IsoTimeException wrongOffset(String text) {
    if (text.isEmpty()) {
      return new IsoTimeException("has no offset from UTC");
    }
    if (text.indexOf('[') >= 0 || ZONE_NAME.matcher(text).matches()) {
      return new IsoTimeException("has the name of a time zone, which is no offset from UTC");
    }
    if (isSpace(text.charAt(0)) && OFFSET.matcher(text.substring(1)).matches()) {
      return new IsoTimeException("has white space before its offset from UTC");
    }
    return "+-\u2212Zz".indexOf(text.charAt(0)) >= 0
        ? new IsoTimeException("has an offset from UTC that is none of Z, +05:30, +0530 and +05")
        : noTime();
  }

  private static int number(Matcher matcher, String group) {
    return Integer.parseInt(matcher.group(group));
  }
}
