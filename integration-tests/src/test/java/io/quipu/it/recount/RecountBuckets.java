package io.quipu.it.recount;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** Finds the start of an instant's hour, day and month by the local time. */
final class RecountBuckets {
  private RecountBuckets() {}

  static Instant start(String resolution, Instant time, ZoneId zone) {
    ZonedDateTime local = time.atZone(zone);
    return switch (resolution) {
      case "hour" -> hourStart(time, zone);
      case "day" -> local.toLocalDate().atStartOfDay(zone).toInstant();
      case "month" -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
      default -> throw new IllegalArgumentException(resolution);
    };
  }

  /**
   * Goes back minute by minute while the local time has the same hour and the offset is the same.
   */
  private static Instant hourStart(Instant time, ZoneId zone) {
    ZonedDateTime at = time.truncatedTo(ChronoUnit.MINUTES).atZone(zone);
    while (true) {
      ZonedDateTime before = at.toInstant().minusSeconds(60).atZone(zone);
      boolean sameHour =
          before
              .toLocalDateTime()
              .truncatedTo(ChronoUnit.HOURS)
              .equals(at.toLocalDateTime().truncatedTo(ChronoUnit.HOURS));
      boolean wasSet = !before.toLocalDateTime().plusMinutes(1).equals(at.toLocalDateTime());
      if (!sameHour || wasSet) {
        return at.toInstant();
      }
      at = before;
    }
  }
}
