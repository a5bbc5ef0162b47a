package io.quipu.transforms.parse;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.event.Event;
import io.quipu.model.progress.Lateness;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Collects how late events come, by company, over some seconds. To output it with each bundle would
 * cost a shuffled element for each bundle and company.
 */
final class LatenessParts {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Calendars calendars;
  private final Map<String, Part> parts = new HashMap<>();
  private long lastOutput = System.nanoTime() - PERIOD_NANOS;

  /** The events of a company, and the last hour of its clock in which a record was appended. */
  private static final class Part {
    private final BucketCalendar calendar;
    private final Lateness lateness = new Lateness();
    private long quarter = Long.MIN_VALUE;
    private int hour;

    Part(BucketCalendar calendar) {
      this.calendar = calendar;
    }

    /** Within a quarter of an hour, no clock shows two hours. */
    int hour(long appended) {
      long now = Math.floorDiv(appended, TimeUnit.MINUTES.toMillis(15));
      if (now != quarter) {
        quarter = now;
        hour = calendar.localHour(appended);
      }
      return hour;
    }
  }

  LatenessParts(TimeZones zones) {
    this.calendars = new Calendars(zones);
  }

  /**
   * Adds an event.
   *
   * @param appended when its record was appended, in milliseconds since 1970
   * @param delay the time from when it happened to then
   */
  void add(Event event, long appended, long delay) {
    Part part = parts.computeIfAbsent(event.company(), name -> new Part(calendars.of(name)));
    part.lateness.add(appended, delay, event.localHour(), part.hour(appended));
  }

  /** Outputs what was collected, unless that was done a moment ago. */
  void output(BiConsumer<String, Lateness> out) {
    long now = System.nanoTime();
    if (now - lastOutput < PERIOD_NANOS) {
      return;
    }
    lastOutput = now;
    parts.forEach((company, part) -> out.accept(company, part.lateness));
    parts.clear();
  }
}
