package io.quipu.model.progress;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The dead letters that wait for a replay, by the hour in which their records were appended.
 * Immutable.
 */
public final class WaitingLetters {
  /** The hour of letters of files, whose records were read long after they happened. */
  public static final int ANY_HOUR = 0;

  private static final long AHEAD_MS = TimeUnit.DAYS.toMillis(1);

  private final NavigableMap<Integer, Long> byHour;

  /**
   * Letters.
   *
   * @param byHour how many there are in each hour since 1970; a number below 1 means none
   */
  public WaitingLetters(Map<Integer, Long> byHour) {
    this.byHour = new TreeMap<>(byHour);
  }

  /**
   * The first hour whose letters can belong to a bucket: an event is at most a day ahead of its
   * record.
   *
   * @param start when the bucket begins, in milliseconds since 1970
   */
  public static int firstHour(long start) {
    return hour(start - AHEAD_MS);
  }

  /**
   * The last hour whose letters can belong to a bucket.
   *
   * @param end when the bucket ends, in milliseconds since 1970
   * @param lateness how late events come, in milliseconds
   */
  public static int lastHour(long end, long lateness) {
    return hour(end + lateness);
  }

  /** How many letters can belong to a bucket. */
  public long of(long start, long end, long lateness) {
    int first = firstHour(start);
    int last = Math.max(first, lastHour(end, lateness));
    long letters = first > ANY_HOUR ? Math.max(0, byHour.getOrDefault(ANY_HOUR, 0L)) : 0;
    for (long waiting : byHour.subMap(first, true, last, true).values()) {
      letters += Math.max(0, waiting);
    }
    return letters;
  }

  private static int hour(long millis) {
    return Math.toIntExact(Math.floorDiv(millis, TimeUnit.HOURS.toMillis(1)));
  }
}
