package io.quipu.audit.closed;

import io.quipu.model.calendar.TimeZones;
import io.quipu.store.progress.AuditScope;
import io.quipu.store.progress.AuditsTable.AuditEnd;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which hour, day or month is audited next. It follows from the audits that were noted, so a
 * restart continues.
 *
 * <p>An hour of UTC is closed when the job has counted all records that came until {@link #GRACE}
 * after it. Local days and months are closed when they are in all time zones of the catalog.
 */
final class Schedule {
  /** Most events have come by then. Later ones are compared with their day and month. */
  static final Duration GRACE = Duration.ofMinutes(5);

  private static final YearMonth NO_MONTH = YearMonth.from(LocalDate.MIN);

  private final Collection<ZoneId> zones;

  /**
   * What is audited next, closed or not.
   *
   * @param hour the start of the next hour of UTC
   * @param day the next day
   * @param month the next month; nothing of an earlier one is audited any more
   */
  record Next(Instant hour, LocalDate day, YearMonth month) {}

  Schedule(TimeZones zones) {
    List<ZoneId> all = new ArrayList<>(zones.companies().values());
    all.add(zones.defaultZone());
    this.zones = all;
  }

  /**
   * The first audits of a keyspace that was never audited: of the hour, day and month of a time.
   */
  Next since(Instant time) {
    LocalDate day =
        zones.stream()
            .map(zone -> LocalDate.ofInstant(time, zone))
            .min(LocalDate::compareTo)
            .orElseThrow();
    return new Next(time.truncatedTo(ChronoUnit.HOURS), day, YearMonth.from(day));
  }

  /**
   * What comes next after some audits; empty if they do not say.
   *
   * @param audits the latest first
   */
  Optional<Next> after(List<AuditEnd> audits) {
    Next next = new Next(Instant.MIN, LocalDate.MIN, NO_MONTH);
    // Hours are forgotten when their day was audited, and days with their month.
    Next earliest = new Next(Instant.MAX, LocalDate.MAX, YearMonth.from(LocalDate.MAX));
    for (AuditEnd audit : audits) {
      Instant counted = audit.audited().minus(GRACE);
      if (audit.scope() instanceof AuditScope.All) {
        next = latest(next, closedAt(counted));
      } else if (audit.scope() instanceof AuditScope.Hour hour) {
        next = latest(next, new Next(hour.end(), LocalDate.MIN, NO_MONTH));
        earliest = earliest(earliest, since(hour.start()));
      } else if (audit.scope() instanceof AuditScope.Day day) {
        next = latest(next, new Next(Instant.MIN, day.day().plusDays(1), NO_MONTH));
        earliest = earliest(earliest, new Next(Instant.MAX, day.day(), YearMonth.from(day.day())));
      } else if (audit.scope() instanceof AuditScope.Month month
          && !end(month.month().plusMonths(1).atDay(1)).isAfter(counted)) {
        YearMonth following = month.month().plusMonths(1);
        next = latest(next, new Next(Instant.MIN, following.atDay(1), following));
      }
    }
    if (next.hour().equals(Instant.MIN)) {
      return Optional.empty();
    }
    return Optional.of(
        new Next(
            next.hour(),
            next.day().equals(LocalDate.MIN) ? earliest.day() : next.day(),
            next.month().equals(NO_MONTH) ? earliest.month() : next.month()));
  }

  /** The first hour, day and month that are not closed when all records before a time counted. */
  private Next closedAt(Instant counted) {
    Next open = since(counted);
    LocalDate day = open.day();
    while (!end(day.plusDays(1)).isAfter(counted)) {
      day = day.plusDays(1);
    }
    YearMonth month = open.month();
    while (!end(month.plusMonths(1).atDay(1)).isAfter(counted)) {
      month = month.plusMonths(1);
    }
    return new Next(open.hour(), day, month);
  }

  private static Next earliest(Next a, Next b) {
    return new Next(
        a.hour().isBefore(b.hour()) ? a.hour() : b.hour(),
        a.day().isBefore(b.day()) ? a.day() : b.day(),
        a.month().isBefore(b.month()) ? a.month() : b.month());
  }

  private static Next latest(Next a, Next b) {
    return new Next(
        a.hour().isAfter(b.hour()) ? a.hour() : b.hour(),
        a.day().isAfter(b.day()) ? a.day() : b.day(),
        a.month().isAfter(b.month()) ? a.month() : b.month());
  }

  /** The first of these that is closed; empty if none is. */
  Optional<AuditScope> closed(Next next, Instant countedUpTo) {
    Instant counted = countedUpTo.minus(GRACE);
    AuditScope.Hour hour = new AuditScope.Hour(next.hour());
    if (!hour.end().isAfter(counted)) {
      return Optional.of(hour);
    }
    if (!end(next.day().plusDays(1)).isAfter(counted)) {
      return Optional.of(new AuditScope.Day(next.day()));
    }
    return end(next.month().plusMonths(1).atDay(1)).isAfter(counted)
        ? Optional.empty()
        : Optional.of(new AuditScope.Month(next.month()));
  }

  /** When the day before a day has ended everywhere. */
  private Instant end(LocalDate day) {
    return zones.stream()
        .map(zone -> day.atStartOfDay(zone).toInstant())
        .max(Instant::compareTo)
        .orElseThrow();
  }
}
