package io.quipu.model.sequence;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import java.util.concurrent.TimeUnit;

/**
 * The months whose counted events a fact can matter to.
 *
 * <p>Each month has a history of its own, with all facts that matter to the events that are counted
 * in it. So a fact near the end of a month is in two histories, and no month needs to read another
 * one.
 *
 * @param first the first month, as {@link LocalHour#month} gives it
 * @param last the last month
 */
public record CountedMonths(int first, int last) {
  /** A clock that is set back can show the end of a month after the beginning of the next one. */
  private static final long SET_BACK = TimeUnit.HOURS.toMillis(3);

  /** The months of a fact of this kind and time. */
  public static CountedMonths of(
      SequenceDefinition sequence, int kind, long time, BucketCalendar calendar) {
    long back = sequence.reachesBack(kind);
    long ahead = sequence.reachesAhead(kind);
    if (back == 0 && ahead == 0) {
      int month = LocalHour.month(calendar.localHour(time));
      return new CountedMonths(month, month);
    }
    return new CountedMonths(
        LocalHour.month(calendar.localHour(time - back - SET_BACK)),
        LocalHour.month(calendar.localHour(time + ahead + SET_BACK)));
  }
}
