package io.quipu.model.counter;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.range.DayGaps;
import io.quipu.model.state.CounterPage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rows that an increment changes: those of its hours, of their days, and of the month. */
public final class CounterRows {
  private CounterRows() {}

  /**
   * The changed rows with their final numbers.
   *
   * @param increment what was added
   * @param totals the counter's page of the month, with the increment already in it
   * @param month the month of both
   * @param calendar the company's calendar
   * @param owner the number of the owner that writes the rows
   */
  public static List<CountRow> changed(
      Increment increment, CounterPage totals, int month, BucketCalendar calendar, long owner) {
    Set<Resolution> wanted = increment.statistic().resolutions();
    List<CountRow> rows = new ArrayList<>();
    int lastDay = 0;
    for (int hour : increment.page().hours()) {
      if (wanted.contains(Resolution.HOUR)) {
        long start = calendar.hourStart(month, hour);
        rows.add(row(increment, Resolution.HOUR, month, start, totals.hour(hour), owner));
      }
      int day = LocalHour.day(hour);
      if (day != lastDay && wanted.contains(Resolution.DAY)) {
        long start = calendar.dayStart(month, day);
        rows.add(row(increment, Resolution.DAY, month, start, totals.day(day), owner));
      }
      lastDay = day;
    }
    if (wanted.contains(Resolution.MONTH)) {
      long start = calendar.monthStart(month);
      rows.add(row(increment, Resolution.MONTH, month, start, totals.month(), owner));
    }
    return rows;
  }

  private static CountRow row(
      Increment increment,
      Resolution resolution,
      int month,
      long bucketStart,
      CounterPage.Totals totals,
      long owner) {
    boolean asksUniques = increment.statistic().uniques() && increment.customer().isEmpty();
    BigDecimal changes = totals.sums().remove(Sum.CHANGES.name());
    if (DayGaps.isName(increment.statistic().name())) {
      totals.sums().values().removeIf(customers -> customers.signum() == 0);
    }
    return new CountRow(
        increment.company(),
        increment.customer(),
        increment.statistic().name(),
        increment.dimension(),
        increment.value(),
        resolution,
        LocalHour.yearMonth(month).getYear(),
        bucketStart,
        totals.count(),
        asksUniques && totals.knowsUniques() ? totals.uniques() : null,
        totals.sums(),
        owner,
        changes == null ? totals.count() : changes.longValueExact());
  }
}
