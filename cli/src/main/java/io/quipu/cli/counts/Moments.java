package io.quipu.cli.counts;

import io.quipu.cli.CommandException;
import io.quipu.model.BucketCalendar;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Times as people write and read them, in a company's time zone. */
final class Moments {
  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .appendPattern("HH[:mm[:ss]]")
          .toFormatter(Locale.ROOT);

  private final ZoneId zone;

  Moments(ZoneId zone) {
    this.zone = zone;
  }

  ZoneId zone() {
    return zone;
  }

  /**
   * The instant that a text means: a month, a day, a time of the company's clock, or a time with an
   * offset.
   *
   * @param option the option's name, for the message
   */
  Instant parse(String option, String text) {
    String iso = text.trim().replace(' ', 'T');
    List<Function<String, Instant>> forms =
        List.of(
            form -> YearMonth.parse(form).atDay(1).atStartOfDay(zone).toInstant(),
            form -> LocalDate.parse(form).atStartOfDay(zone).toInstant(),
            form -> LocalDateTime.parse(form, LOCAL).atZone(zone).toInstant(),
            form -> OffsetDateTime.parse(form).toInstant());
    for (Function<String, Instant> form : forms) {
      try {
        return form.apply(iso);
      } catch (DateTimeException e) {
        // Then it is of another form.
      }
    }
    throw new CommandException(
        option
            + "="
            + text
            + " is no time; write 2026-11, 2026-11-21, 2026-11-21T15:00 (on the clock of "
            + zone
            + ") or 2026-11-21T15:00Z.");
  }

  /** The first instant of the bucket that an instant is in. */
  Instant bucketStart(Resolution resolution, Instant instant) {
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

  /** A bucket for a person, such as {@code 2026-11-21 15:00 +01:00}. */
  String bucket(Resolution resolution, Instant start) {
    return DateTimeFormatter.ofPattern(
            switch (resolution) {
              case HOUR -> "yyyy-MM-dd HH:mm xxx";
              case DAY -> "yyyy-MM-dd";
              case MONTH -> "yyyy-MM";
            },
            Locale.ROOT)
        .format(start.atZone(zone));
  }

  /** A bucket for a program: its first instant, with the offset that the company's clock had. */
  String iso(Instant start) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(start.atZone(zone));
  }
}
