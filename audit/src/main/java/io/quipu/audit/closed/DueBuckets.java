package io.quipu.audit.closed;

import io.quipu.audit.recount.Due;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.store.progress.AuditScope;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The buckets of a company that are in the scope of an audit. */
final class DueBuckets {
  private DueBuckets() {}

  /** The buckets; empty if the company's clock has none there. */
  static Optional<Due> of(AuditScope scope, String company, ZoneId zone) {
    CompanyClock clock = new CompanyClock(zone);
    Instant from;
    Instant until;
    List<Due.Part> parts = new ArrayList<>();
    if (scope instanceof AuditScope.Hour hour) {
      from = clock.bucketStart(Resolution.HOUR, hour.start());
      until = hour.end();
    } else if (scope instanceof AuditScope.Day day) {
      from = day.day().atStartOfDay(zone).toInstant();
      until = day.day().plusDays(1).atStartOfDay(zone).toInstant();
    } else if (scope instanceof AuditScope.Month month) {
      LocalDate first = month.month().atDay(1);
      from = first.atStartOfDay(zone).toInstant();
      until = first.plusMonths(1).atStartOfDay(zone).toInstant();
      parts.add(new Due.Part(Resolution.MONTH, from.toEpochMilli()));
    } else {
      throw new IllegalArgumentException("All buckets have no list.");
    }
    if (!(scope instanceof AuditScope.Hour)) {
      add(Resolution.DAY, from, until, scope, clock, parts);
    }
    add(Resolution.HOUR, from, until, scope, clock, parts);
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Due(
                company,
                parts.stream().mapToLong(Due.Part::start).min().orElseThrow(),
                end(parts, clock),
                parts));
  }

  private static void add(
      Resolution resolution,
      Instant from,
      Instant until,
      AuditScope scope,
      CompanyClock clock,
      List<Due.Part> parts) {
    Instant start = from;
    while (start.isBefore(until)) {
      Instant end = clock.bucketEnd(resolution, start);
      if (scope.has(resolution, start, end, clock.zone())) {
        parts.add(new Due.Part(resolution, start.toEpochMilli()));
      }
      start = end;
    }
  }

  private static long end(List<Due.Part> parts, CompanyClock clock) {
    return parts.stream()
        .map(part -> clock.bucketEnd(part.resolution(), Instant.ofEpochMilli(part.start())))
        .max(Instant::compareTo)
        .orElseThrow()
        .toEpochMilli();
  }
}
