package io.quipu.server.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** A range of whole days in the time zone of a company, both inclusive. */
public record WholeDays(LocalDate first, LocalDate last) {

  /** The days between two instants; empty if one of them is not the begin of a day. */
  public static Optional<WholeDays> of(Instant from, Instant to, ZoneId zone) {
    LocalDate first = from.atZone(zone).toLocalDate();
    LocalDate end = to.atZone(zone).toLocalDate();
    boolean whole = first.isBefore(end) && isStart(first, from, zone) && isStart(end, to, zone);
    return whole ? Optional.of(new WholeDays(first, end.minusDays(1))) : Optional.empty();
  }

  private static boolean isStart(LocalDate day, Instant time, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant().equals(time);
  }
}
