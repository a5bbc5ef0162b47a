package io.quipu.model.sequence;

import io.quipu.model.calendar.LocalHour;
import java.util.Arrays;

/**
 * The events of a customer that count for one counter, by hour: how many, and the milliseconds of
 * their chains. Not thread-safe.
 */
final class HourNumbers {
  /** No hours. Nobody adds to it. */
  static final HourNumbers NONE = new HourNumbers();

  private int[] hours = new int[2];
  private long[] counts = new long[2];
  private long[] millis = new long[2];
  private int size;

  /** Adds an event. Events come in the order of time, so a new hour is nearly always the last. */
  void add(int hour, long time) {
    int at = size > 0 && hours[size - 1] <= hour ? last(hour) : place(hour);
    if (at < 0) {
      at = -at - 1;
      insert(at, hour);
    }
    counts[at]++;
    millis[at] += time;
  }

  private int last(int hour) {
    return hours[size - 1] == hour ? size - 1 : -size - 1;
  }

  private int place(int hour) {
    return Arrays.binarySearch(hours, 0, size, hour);
  }

  private void insert(int at, int hour) {
    if (size == hours.length) {
      hours = Arrays.copyOf(hours, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
      millis = Arrays.copyOf(millis, 2 * size);
    }
    System.arraycopy(hours, at, hours, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    System.arraycopy(millis, at, millis, at + 1, size - at);
    hours[at] = hour;
    counts[at] = 0;
    millis[at] = 0;
    size++;
  }

  /** The hours, in order. */
  int[] hours() {
    return Arrays.copyOf(hours, size);
  }

  boolean has(int hour) {
    return place(hour) >= 0;
  }

  /** Whether both have the same numbers in the same hours. */
  boolean isSameAs(HourNumbers other) {
    return Arrays.equals(hours, 0, size, other.hours, 0, other.size)
        && Arrays.equals(counts, 0, size, other.counts, 0, other.size)
        && Arrays.equals(millis, 0, size, other.millis, 0, other.size);
  }

  /**
   * The numbers of an hour: the events, the milliseconds, and whether the customer is in the hour,
   * in it first in the day, and in it first in the month.
   */
  long[] of(int hour) {
    int at = place(hour);
    if (at < 0) {
      return new long[5];
    }
    boolean isFirstOfDay = at == 0 || LocalHour.day(hours[at - 1]) != LocalHour.day(hour);
    return new long[] {counts[at], millis[at], 1, isFirstOfDay ? 1 : 0, at == 0 ? 1 : 0};
  }
}
