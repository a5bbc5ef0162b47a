package io.quipu.model.range;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.state.CounterPage;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/**
 * Finds what a visit changes in the numbers of {@link DayGaps}.
 *
 * <p>A new day d between the days p and n adds a customer with the gap d - p to d, and moves one of
 * n from the gap n - p to n - d. So the numbers depend on the set of days alone, and the order in
 * which they come does not matter.
 */
public final class GapChanges {
  private static final long[] NO_UNIQUES = new long[3];

  private GapChanges() {}

  /** Takes an increment of a counter in a month, as {@link LocalHour#month} gives it. */
  @FunctionalInterface
  public interface Output {
    void increment(Increment increment, int month);
  }

  /**
   * Adds a visit to the days of its customer.
   *
   * @param page the customer's days in the period
   * @return whether a day was new
   */
  public static boolean add(Visit visit, Period period, CustomerDays page, Output out) {
    boolean changed = false;
    Statistic statistic = DayGaps.statistic(visit.statistic());
    for (Visit.Counter counter : visit.counters()) {
      CustomerDays.Neighbours near = page.add(visit.fingerprint(counter).low(), visit.day());
      if (near == null) {
        continue;
      }
      changed = true;
      // A day before the period is the business of an earlier one; here, gaps begin in it.
      if (visit.day() >= period.firstDay()) {
        CounterPage added = page(DayGaps.between(near.before(), visit.day()));
        added.add(hour(visit.day()), 1, NO_UNIQUES, amounts(1));
        out.increment(increment(visit, statistic, counter, added), month(visit.day()));
      }
      int after = near.after();
      if (after != CustomerDays.NO_DAY && after >= period.firstDay()) {
        int old = DayGaps.between(near.before(), after);
        int now = DayGaps.between(visit.day(), after);
        if (old != now) {
          CounterPage moved = page(old);
          moved.add(hour(after), 0, NO_UNIQUES, amounts(-1));
          CounterPage arrived = page(now);
          arrived.add(hour(after), 0, NO_UNIQUES, amounts(1));
          moved.add(arrived);
          out.increment(increment(visit, statistic, counter, moved), month(after));
        }
      }
    }
    return changed;
  }

  private static CounterPage page(int gap) {
    return CounterPage.empty(List.of(Sum.CHANGES, DayGaps.sum(gap)));
  }

  private static BigInteger[] amounts(int customers) {
    return new BigInteger[] {BigInteger.ONE, BigInteger.valueOf(customers)};
  }

  private static Increment increment(
      Visit visit, Statistic statistic, Visit.Counter counter, CounterPage page) {
    return new Increment(
        visit.company(),
        "",
        statistic,
        counter.dimension(),
        counter.value(),
        Fingerprint.ofCounter(
            visit.company(), statistic.name(), counter.dimension(), counter.value()),
        page);
  }

  private static int month(int day) {
    return LocalHour.month(YearMonth.from(LocalDate.ofEpochDay(day)));
  }

  private static int hour(int day) {
    return LocalHour.code(
        LocalHour.of(month(day), LocalDate.ofEpochDay(day).getDayOfMonth(), 0, 0));
  }
}
