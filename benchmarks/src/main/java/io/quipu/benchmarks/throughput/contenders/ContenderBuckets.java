package io.quipu.benchmarks.throughput.contenders;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** Computes the bucket of an instant in its company's time zone, with the JDK's calendar. */
final class ContenderBuckets implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TimeZones zones;

  ContenderBuckets(TimeZones zones) {
    this.zones = zones;
  }

  /** The first instant of the bucket; all times in milliseconds since 1970. */
  long start(String company, long millis, Resolution resolution) {
    ZonedDateTime local = Instant.ofEpochMilli(millis).atZone(zones.of(company));
    ZonedDateTime start =
        switch (resolution) {
          case HOUR -> local.truncatedTo(ChronoUnit.HOURS);
          case DAY -> local.toLocalDate().atStartOfDay(local.getZone());
          case MONTH -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(local.getZone());
        };
    return start.toInstant().toEpochMilli();
  }
}
