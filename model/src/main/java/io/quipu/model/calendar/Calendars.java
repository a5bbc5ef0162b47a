package io.quipu.model.calendar;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** The calendars of companies, created on first use. Not thread-safe. */
public final class Calendars {
  private final TimeZones zones;
  private final Map<ZoneId, BucketCalendar> calendars = new HashMap<>();

  public Calendars(TimeZones zones) {
    this.zones = zones;
  }

  /** The calendar in which the company counts. */
  public BucketCalendar of(String company) {
    return calendars.computeIfAbsent(zones.of(company), BucketCalendar::new);
  }
}
