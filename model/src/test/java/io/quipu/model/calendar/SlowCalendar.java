package io.quipu.model.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The buckets of a zone, found by looking at the wall clock minute by minute. Correct for modern
 * zones, whose offsets and transitions are whole minutes.
 */
final class SlowCalendar {
  private static final long LONGEST_OFFSET_HOURS = 40;

  private final ZoneId zone;

  SlowCalendar(ZoneId zone) {
    this.zone = zone;
  }

  /** The first instant of the hour that an instant is in. */
  Instant hourStart(Instant instant) {
    Instant start = instant.truncatedTo(ChronoUnit.MINUTES);
    while (true) {
      Instant before = start.minusSeconds(60);
      boolean sameHour =
          wallClock(before)
              .truncatedTo(ChronoUnit.HOURS)
              .equals(wallClock(start).truncatedTo(ChronoUnit.HOURS));
      boolean setBack = !wallClock(before).isBefore(wallClock(start));
      if (!sameHour || setBack) {
        return start;
      }
      start = before;
    }
  }

  /** The first instant at which the wall clock shows the date. */
  Instant dayStart(LocalDate date) {
    Instant instant = longBefore(date);
    while (!wallClock(instant).toLocalDate().equals(date)) {
      instant = instant.plusSeconds(60);
    }
    return instant;
  }

  /** The first instant at which the wall clock shows the month of the date. */
  Instant monthStart(LocalDate date) {
    Instant instant = longBefore(date.withDayOfMonth(1));
    while (wallClock(instant).getYear() != date.getYear()
        || wallClock(instant).getMonth() != date.getMonth()) {
      instant = instant.plusSeconds(60);
    }
    return instant;
  }

  LocalDateTime wallClock(Instant instant) {
    return instant.atZone(zone).toLocalDateTime();
  }

  private static Instant longBefore(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .minus(LONGEST_OFFSET_HOURS, ChronoUnit.HOURS);
  }
}
