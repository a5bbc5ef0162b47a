package io.quipu.model.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one time zone: which local hour an instant is in, and when a bucket starts.
 *
 * <p>A bucket holds the instants at which the zone's wall clock shows one hour, day or month; an
 * hour that the clock shows twice is two buckets. A bucket starts at its first instant: at 01:00 on
 * a day on which the clock skips midnight.
 *
 * <p>Not thread-safe: it caches the last period of constant offset, because consecutive events
 * share it.
 */
public final class BucketCalendar {
  private static final long DAY_SECONDS = 86_400;

  /** Longer than any offset and any clock change, so that a search over it finds every change. */
  private static final long NEARBY_SECONDS = 40 * 3600;

  private final ZoneId zone;
  private final ZoneRules rules;

  // The period [from, to) in seconds, its offset, and the local second until which the clock
  // repeats earlier times.
  private long from = Long.MAX_VALUE;
  private long to = Long.MIN_VALUE;
  private long offset;
  private long repeatsUntil;

  // The last local day and its month and day numbers.
  private long lastEpochDay = Long.MIN_VALUE;
  private int lastMonth;
  private int lastDay;

  public BucketCalendar(ZoneId zone) {
    this.zone = zone;
    this.rules = zone.getRules();
  }

  /** The {@link LocalHour} of an instant in milliseconds since 1970. */
  public int localHour(long epochMillis) {
    long second = Math.floorDiv(epochMillis, 1000L);
    if (second < from || second >= to) {
      findPeriod(second);
    }
    long local = second + offset;
    long epochDay = Math.floorDiv(local, DAY_SECONDS);
    if (epochDay != lastEpochDay) {
      LocalDate date = LocalDate.ofEpochDay(epochDay);
      lastEpochDay = epochDay;
      lastMonth = date.getYear() * 12 + date.getMonthValue() - 1;
      lastDay = date.getDayOfMonth();
    }
    long hourStart = Math.floorDiv(local, 3600L) * 3600;
    int hour = (int) (hourStart - epochDay * DAY_SECONDS) / 3600;
    return LocalHour.of(lastMonth, lastDay, hour, hourStart < repeatsUntil ? 1 : 0);
  }

  /** The first instant, in milliseconds since 1970, of the hour with this code in the month. */
  public long hourStart(int month, int code) {
    LocalDateTime start =
        LocalHour.date(month, LocalHour.day(code)).atTime(LocalHour.hour(code), 0);
    long local = start.toEpochSecond(ZoneOffset.UTC);
    ZoneOffsetTransition jump = transitionNear(local);
    long second;
    if (jump == null) {
      second = local - rules.getOffset(start).getTotalSeconds();
    } else {
      long before = local - jump.getOffsetBefore().getTotalSeconds();
      long after = Math.max(local - jump.getOffsetAfter().getTotalSeconds(), jump.toEpochSecond());
      second = LocalHour.fold(code) == 0 && before < jump.toEpochSecond() ? before : after;
    }
    return second * 1000;
  }

  /** The first instant, in milliseconds since 1970, of a day (1 to 31) of the month. */
  public long dayStart(int month, int day) {
    return LocalHour.date(month, day).atStartOfDay(zone).toInstant().toEpochMilli();
  }

  /** The first instant, in milliseconds since 1970, of the month. */
  public long monthStart(int month) {
    return dayStart(month, 1);
  }

  private void findPeriod(long second) {
    // Searches back from the next second, so that a transition at this second is found.
    ZoneOffsetTransition last = rules.previousTransition(Instant.ofEpochSecond(second + 1));
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(second));
    from = last == null ? Long.MIN_VALUE : last.toEpochSecond();
    to = next == null ? Long.MAX_VALUE : next.toEpochSecond();
    offset = rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
    repeatsUntil =
        last != null && last.isOverlap()
            ? last.toEpochSecond() + last.getOffsetBefore().getTotalSeconds()
            : Long.MIN_VALUE;
  }

  private @Nullable ZoneOffsetTransition transitionNear(long local) {
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(local - NEARBY_SECONDS));
    return next == null || next.toEpochSecond() > local + NEARBY_SECONDS ? null : next;
  }
}
