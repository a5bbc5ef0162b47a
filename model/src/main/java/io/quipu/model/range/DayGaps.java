package io.quipu.model.range;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import java.util.List;
import java.util.Set;

/**
 * The statistic that stores, beside a statistic with uniques, from which gaps the customers of each
 * day come.
 *
 * <p>It has rows of days only, with the counters of the other statistic. The count of a row is how
 * many different customers came on that day. Its sums are the numbers of customers by gap; the name
 * of a sum is the gap in days, and {@value #NO_GAP} without an earlier day. Gaps of more than
 * {@value #MAX_GAP} days count as none.
 */
public final class DayGaps {
  /** The longest gap in days, and so the longest range whose uniques are known. */
  public static final int MAX_GAP = 400;

  /** The gap of a customer who has no earlier day. */
  public static final int NO_GAP = 0;

  // No name of a catalog has this character.
  private static final String SUFFIX = "\u0000days";

  private DayGaps() {}

  /** The name of the statistic that stores the gaps of a statistic. */
  public static String nameOf(String statistic) {
    return statistic + SUFFIX;
  }

  /** Whether a name is one of {@link #nameOf}. */
  public static boolean isName(String statistic) {
    return statistic.endsWith(SUFFIX);
  }

  /** The name of the statistic whose gaps a statistic stores; the same name for any other. */
  public static String baseOf(String statistic) {
    return isName(statistic)
        ? statistic.substring(0, statistic.length() - SUFFIX.length())
        : statistic;
  }

  static Statistic statistic(String of) {
    return Statistic.of(nameOf(of), Set.of(Resolution.DAY), false, List.of(Sum.CHANGES));
  }

  /** The sum of customers with a gap, in whole numbers. */
  static Sum sum(int gap) {
    return Sum.of(Integer.toString(gap), 0);
  }

  /** The gap between two days; {@link #NO_GAP} if it is too long or there is no earlier day. */
  static int between(int earlier, int later) {
    return earlier == CustomerDays.NO_DAY || later - earlier > MAX_GAP ? NO_GAP : later - earlier;
  }
}
