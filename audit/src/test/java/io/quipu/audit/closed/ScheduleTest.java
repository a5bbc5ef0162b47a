package io.quipu.audit.closed;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quipu.audit.recount.Due;
import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which hours, days and months are audited when, and which buckets they have. */
class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final Instant BEGIN = Instant.parse("2026-10-30T21:00:00Z");
  private static final Instant END = Instant.parse("2026-12-02T09:00:00Z");

  private final Schedule schedule = new Schedule(TimeZones.of(BERLIN, Map.of("far", NEW_YORK)));

  /** Audits all that closes until a time, as a process does that starts again for each audit. */
  private List<AuditEnd> follow(List<AuditEnd> noted, Instant from, Instant until) {
    List<AuditEnd> audits = new ArrayList<>(noted);
    for (Instant now = from; !now.isAfter(until); now = now.plus(30, ChronoUnit.MINUTES)) {
      Instant counted = now;
      while (true) {
        Schedule.Next next = schedule.after(audits).orElseGet(() -> schedule.since(from));
        Optional<AuditScope> scope = schedule.closed(next, counted);
        if (scope.isEmpty()) {
          break;
        }
        audits.add(0, new AuditEnd(counted, scope.get(), 0));
      }
    }
    return audits;
  }

  @Test
  void eachHourDayAndMonthIsAuditedOnceWhenItHasClosedEverywhere() {
    List<AuditEnd> audits = follow(List.of(), BEGIN, END);
    List<AuditScope> scopes = audits.stream().map(AuditEnd::scope).toList();
    assertThat(new HashSet<>(scopes).size(), is(scopes.size()));

    Set<AuditScope> expected = new HashSet<>();
    for (Instant hour = BEGIN;
        !hour.plus(1, ChronoUnit.HOURS).isAfter(END.minus(Schedule.GRACE));
        hour = hour.plus(1, ChronoUnit.HOURS)) {
      expected.add(new AuditScope.Hour(hour));
    }
    LocalDate lastDay = LocalDate.parse("2026-12-01");
    for (LocalDate day = LocalDate.parse("2026-10-30");
        !day.isAfter(lastDay);
        day = day.plusDays(1)) {
      expected.add(new AuditScope.Day(day));
    }
    expected.add(new AuditScope.Month(YearMonth.of(2026, 10)));
    expected.add(new AuditScope.Month(YearMonth.of(2026, 11)));
    assertThat(Set.copyOf(scopes), equalTo(expected));

    for (AuditEnd audit : audits) {
      Instant closed =
          audit.scope() instanceof AuditScope.Hour hour
              ? hour.end()
              : end(audit.scope()).atStartOfDay(NEW_YORK).toInstant();
      Duration late = Duration.between(closed.plus(Schedule.GRACE), audit.audited());
      assertThat(audit.toString(), late.isNegative(), is(false));
      assertThat(audit.toString(), late.compareTo(Duration.ofMinutes(30)) < 0, is(true));
    }
  }

  private static LocalDate end(AuditScope scope) {
    return scope instanceof AuditScope.Month month
        ? month.month().plusMonths(1).atDay(1)
        : ((AuditScope.Day) scope).day().plusDays(1);
  }

  @Test
  void afterAnAuditOfAllRowsOnlyWhatClosedLaterIsAudited() {
    Instant all = Instant.parse("2026-11-01T12:03:00Z");
    List<AuditEnd> audits = follow(List.of(new AuditEnd(all, new AuditScope.All(), 0)), all, END);
    List<AuditScope> scopes = audits.stream().map(AuditEnd::scope).toList();
    // The audit could not be sure of the hour that had ended three minutes before.
    assertThat(scopes, hasItem(new AuditScope.Hour(Instant.parse("2026-11-01T11:00:00Z"))));
    assertThat(scopes, not(hasItem(new AuditScope.Hour(Instant.parse("2026-11-01T10:00:00Z")))));
    assertThat(scopes, hasItem(new AuditScope.Day(LocalDate.parse("2026-11-01"))));
    assertThat(scopes, not(hasItem(new AuditScope.Day(LocalDate.parse("2026-10-31")))));
    assertThat(scopes, not(hasItem(new AuditScope.Month(YearMonth.of(2026, 10)))));
    assertThat(scopes, hasItem(new AuditScope.Month(YearMonth.of(2026, 11))));
  }

  /** A bucket in two hours would be audited twice, and one in none never. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/St_Johns"
      })
  void eachBucketIsDueOnceForItsHourItsDayAndItsMonth(String name) {
    ZoneId zone = ZoneId.of(name);
    BucketCalendar calendar = new BucketCalendar(zone);
    // Clocks change in this time, in both directions.
    LocalDate first = LocalDate.parse("2026-03-01");
    LocalDate last = LocalDate.parse("2026-04-30");
    Set<Long> hours = new HashSet<>();
    Set<Long> days = new HashSet<>();
    Instant start = first.atStartOfDay(zone).toInstant();
    Instant end = last.plusDays(1).atStartOfDay(zone).toInstant();
    for (Instant at = start; at.isBefore(end); at = at.plus(15, ChronoUnit.MINUTES)) {
      int hour = calendar.localHour(at.toEpochMilli());
      int month = LocalHour.month(hour);
      hours.add(calendar.hourStart(month, LocalHour.code(hour)));
      days.add(calendar.dayStart(month, LocalHour.day(LocalHour.code(hour))));
    }

    List<Due.Part> ofHours = new ArrayList<>();
    for (Instant at = start.truncatedTo(ChronoUnit.HOURS);
        at.isBefore(end);
        at = at.plus(AuditScope.Hour.LENGTH)) {
      ofHours.addAll(parts(new AuditScope.Hour(at), zone));
    }
    ofHours.removeIf(part -> part.start() < start.toEpochMilli());
    assertThat(starts(ofHours, Resolution.HOUR), equalTo(sorted(hours)));
    List<Due.Part> ofDays = new ArrayList<>();
    first
        .datesUntil(last.plusDays(1))
        .forEach(day -> ofDays.addAll(parts(new AuditScope.Day(day), zone)));
    assertThat(starts(ofDays, Resolution.HOUR), equalTo(sorted(hours)));
    assertThat(starts(ofDays, Resolution.DAY), equalTo(sorted(days)));
    List<Due.Part> ofMonths = new ArrayList<>();
    for (YearMonth month : List.of(YearMonth.from(first), YearMonth.from(last))) {
      ofMonths.addAll(parts(new AuditScope.Month(month), zone));
    }
    assertThat(starts(ofMonths, Resolution.HOUR), equalTo(sorted(hours)));
    assertThat(starts(ofMonths, Resolution.DAY), equalTo(sorted(days)));
    assertThat(starts(ofMonths, Resolution.MONTH).size(), is(2));
  }

  private static List<Due.Part> parts(AuditScope scope, ZoneId zone) {
    return DueBuckets.of(scope, "any", zone).map(Due::parts).orElse(List.of());
  }

  private static List<Long> starts(List<Due.Part> parts, Resolution resolution) {
    return parts.stream()
        .filter(part -> part.resolution() == resolution)
        .map(Due.Part::start)
        .sorted()
        .collect(Collectors.toList());
  }

  private static List<Long> sorted(Set<Long> starts) {
    return starts.stream().sorted().collect(Collectors.toList());
  }
}
