package io.quipu.model.calendar;

import io.quipu.model.text.IsoTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Parses and formats times in a company's time zone.
 *
 * <p>Two kinds of local time need a rule, because clocks change:
 *
 * <ul>
 *   <li>A time that the clock skips means the instant of the change. If a clock changes from 02:00
 *       to 03:00, 02:30 means 03:00. So a range from 02:30 includes the bucket of 03:00, and a
 *       range to 02:30 excludes it.
 *   <li>A time that the clock shows twice means the first of both. Write the offset to name the
 *       second one.
 * </ul>
 *
 * So if one range ends at the local time at which another begins, they share no bucket and miss
 * none.
 */
public final class CompanyClock {
  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .appendPattern("HH[:mm[:ss]]")
          .toFormatter(Locale.ROOT);

  private final ZoneId zone;

  public CompanyClock(ZoneId zone) {
    this.zone = ZoneNames.named(zone);
  }

  /** The time zone, under its name in the IANA database. */
  public ZoneId zone() {
    return zone;
  }

  /**
   * The instant that a text means. The text is a month, a day, a time of the company's clock by the
   * rules of this class, or a time with an offset as {@link IsoTime} reads it.
   *
   * @param option the option's name, for the message
   * @throws IllegalArgumentException if the text has none of these forms
   */
  public Instant parse(String option, String text) {
    String iso = text.trim().replace(' ', 'T').replace('t', 'T');
    List<Function<String, Instant>> forms =
        List.of(
            form -> YearMonth.parse(form).atDay(1).atStartOfDay(zone).toInstant(),
            form -> LocalDate.parse(form).atStartOfDay(zone).toInstant(),
            form -> instant(LocalDateTime.parse(form, LOCAL)),
            IsoTime::instant);
    for (Function<String, Instant> form : forms) {
      try {
        return form.apply(iso);
      } catch (DateTimeException e) {
        // The text may have another form.
      }
    }
    throw new IllegalArgumentException(
        option
            + "="
            + text
            + " is no time; write 2026-11, 2026-11-21, 2026-11-21T15:00 (on the clock of "
            + zone
            + ") or 2026-11-21T15:00Z.");
  }

  /** The instant of a local time; the instant of the clock change if the clock skips the time. */
  private Instant instant(LocalDateTime local) {
    ZoneOffsetTransition jump = zone.getRules().getTransition(local);
    return jump != null && jump.isGap() ? jump.getInstant() : local.atZone(zone).toInstant();
  }

  /** The first instant of the bucket that an instant is in. */
  public Instant bucketStart(Resolution resolution, Instant instant) {
    BucketCalendar calendar = new BucketCalendar(zone);
    int hour = calendar.localHour(instant.toEpochMilli());
    int month = LocalHour.month(hour);
    int code = LocalHour.code(hour);
    return Instant.ofEpochMilli(
        switch (resolution) {
          case HOUR -> calendar.hourStart(month, code);
          case DAY -> calendar.dayStart(month, LocalHour.day(code));
          case MONTH -> calendar.monthStart(month);
        });
  }

  /**
   * The end of the bucket that begins at an instant, which is where the next one begins.
   *
   * @param start the first instant of a bucket
   */
  public Instant bucketEnd(Resolution resolution, Instant start) {
    LocalDate date = LocalDate.ofInstant(start, zone);
    return switch (resolution) {
      case HOUR -> hourEnd(start);
      case DAY -> dayAfter(date, start);
      case MONTH -> date.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone).toInstant();
    };
  }

  /** The start of the next day. Some places skipped a day when they crossed the date line. */
  private Instant dayAfter(LocalDate date, Instant start) {
    Instant next = date.plusDays(1).atStartOfDay(zone).toInstant();
    return next.isAfter(start) ? next : date.plusDays(2).atStartOfDay(zone).toInstant();
  }

  private Instant hourEnd(Instant start) {
    ZoneRules rules = zone.getRules();
    long second = start.getEpochSecond();
    long local = second + rules.getOffset(start).getTotalSeconds();
    Instant end = Instant.ofEpochSecond(second + 3600 - Math.floorMod(local, 3600));
    ZoneOffsetTransition jump = rules.nextTransition(start);
    if (jump == null || !jump.getInstant().isBefore(end)) {
      return end;
    }
    // The clock changes within the hour, to another hour or within the same one.
    Instant at = jump.getInstant();
    Instant bucket = bucketStart(Resolution.HOUR, at);
    return bucket.equals(start) ? hourEnd(at) : bucket;
  }

  /** A bucket's start for a person to read, such as {@code 2026-11-21 15:00 +01:00}. */
  public String bucket(Resolution resolution, Instant start) {
    return DateTimeFormatter.ofPattern(
            switch (resolution) {
              case HOUR -> "yyyy-MM-dd HH:mm xxx";
              case DAY -> "yyyy-MM-dd";
              case MONTH -> "yyyy-MM";
            },
            Locale.ROOT)
        .format(start.atZone(zone));
  }

  /** A bucket's start in ISO 8601, with the offset that the company's clock had. */
  public String iso(Instant start) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(start.atZone(zone));
  }
}
