package io.quipu.model.sequence;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long after a step the next one may come.
 *
 * @param days what the calendar of the company says about their days
 * @param millis the longest time between both, in milliseconds. If the calendar decides, a time
 *     that is long enough for all clock changes
 */
public record Within(Days days, long millis) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The rule of the calendar. */
  public enum Days {
    /** Any days. */
    ANY,
    /** The same calendar day. */
    SAME,
    /** The calendar day after that of the step before. */
    NEXT
  }

  /** On the same calendar day, which has up to 26 hours. */
  public static final Within SAME_DAY = new Within(Days.SAME, TimeUnit.HOURS.toMillis(26));

  /** On the next calendar day. */
  public static final Within NEXT_DAY = new Within(Days.NEXT, TimeUnit.HOURS.toMillis(52));

  /** For the first step, which comes after no other. */
  public static final Within NOTHING = new Within(Days.ANY, 0);

  /** Up to this time later, which is included. */
  public static Within of(Duration time) {
    return new Within(Days.ANY, time.toMillis());
  }

  /**
   * Whether the days of two steps are right.
   *
   * @param from the day of the earlier step, in days since 1970 on the clock of the company
   * @param to the day of the later one
   */
  boolean allowsDays(long from, long to) {
    return switch (days) {
      case ANY -> true;
      case SAME -> from == to;
      case NEXT -> to == from + 1;
    };
  }
}
