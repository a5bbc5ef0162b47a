package io.quipu.store.progress;

import io.quipu.model.calendar.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Which buckets an audit has compared. */
public sealed interface AuditScope {
  /** The first place at which a day ends. */
  ZoneOffset EARLIEST = ZoneOffset.ofHours(14);

  /** All buckets. */
  record All() implements AuditScope {
    @Override
    public boolean has(Resolution resolution, Instant start, Instant end, ZoneId zone) {
      return true;
    }

    @Override
    public boolean hasAllOf(AuditScope other) {
      return true;
    }
  }

  /** The month, the days and the hours of a month in the calendar of each company. */
  record Month(YearMonth month) implements AuditScope {
    @Override
    public boolean has(Resolution resolution, Instant start, Instant end, ZoneId zone) {
      return YearMonth.from(start.atZone(zone)).equals(month);
    }

    @Override
    public boolean hasAllOf(AuditScope other) {
      return other instanceof Day day
          ? YearMonth.from(day.day()).equals(month)
          : equals(other) || endsBefore(other, month.plusMonths(1).atDay(1), month.atDay(1));
    }
  }

  /** The day and the hours of a day in the calendar of each company. */
  record Day(LocalDate day) implements AuditScope {
    @Override
    public boolean has(Resolution resolution, Instant start, Instant end, ZoneId zone) {
      return resolution != Resolution.MONTH && LocalDate.ofInstant(start, zone).equals(day);
    }

    @Override
    public boolean hasAllOf(AuditScope other) {
      return equals(other) || endsBefore(other, day.plusDays(1), day);
    }
  }

  /** The hours, of any company, that have ended in an hour of UTC or at its end. */
  record Hour(Instant start) implements AuditScope {
    /** How long the hour of UTC is. */
    public static final Duration LENGTH = Duration.ofHours(1);

    /** When the hour ends. */
    public Instant end() {
      return start.plus(LENGTH);
    }

    @Override
    public boolean has(Resolution resolution, Instant bucketStart, Instant end, ZoneId zone) {
      return resolution == Resolution.HOUR && end.isAfter(start) && !end.isAfter(end());
    }

    @Override
    public boolean hasAllOf(AuditScope other) {
      return equals(other);
    }
  }

  /**
   * Whether a bucket is one of them.
   *
   * @param start the first instant of the bucket
   * @param end the first instant after it
   * @param zone the time zone of the company
   */
  boolean has(Resolution resolution, Instant start, Instant end, ZoneId zone);

  /** Whether these buckets are known to have all of another scope, in whatever time zone. */
  boolean hasAllOf(AuditScope other);

  /**
   * Whether an hour is in some days in every time zone. Hours around the ends of the days are not:
   * they are in other days somewhere.
   */
  private static boolean endsBefore(AuditScope other, LocalDate end, LocalDate begin) {
    return other instanceof Hour hour
        && !hour.end().isAfter(end.atStartOfDay(EARLIEST).toInstant())
        && !hour.start().isBefore(begin.atStartOfDay(ZoneOffset.ofHours(-12)).toInstant());
  }
}
