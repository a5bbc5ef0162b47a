package io.quipu.model.state;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.event.UniqueIn;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** A counter's month in plain maps: each hour, day and the month have numbers of their own. */
public final class NaiveCounter {
  /** Hours by code, days by day of the month, the month by 0. */
  private final Map<Resolution, Map<Integer, CounterPage.Totals>> totals = new HashMap<>();

  public void add(int hour, int uniqueIn, Map<String, BigDecimal> amounts) {
    add(Resolution.HOUR, hour, (uniqueIn & UniqueIn.HOUR) != 0, amounts);
    add(Resolution.DAY, hour / 48 + 1, (uniqueIn & UniqueIn.DAY) != 0, amounts);
    add(Resolution.MONTH, 0, (uniqueIn & UniqueIn.MONTH) != 0, amounts);
  }

  private void add(
      Resolution resolution, int bucket, boolean unique, Map<String, BigDecimal> amounts) {
    totals
        .computeIfAbsent(resolution, key -> new HashMap<>())
        .merge(bucket, new CounterPage.Totals(1, unique ? 1 : 0, amounts), NaiveCounter::sum);
  }

  public CounterPage.Totals hour(int code) {
    return totals(Resolution.HOUR, code);
  }

  public CounterPage.Totals day(int day) {
    return totals(Resolution.DAY, day);
  }

  public CounterPage.Totals month() {
    return totals(Resolution.MONTH, 0);
  }

  private CounterPage.Totals totals(Resolution resolution, int bucket) {
    return totals
        .getOrDefault(resolution, Map.of())
        .getOrDefault(bucket, new CounterPage.Totals(0, 0, Map.of()));
  }

  private static CounterPage.Totals sum(CounterPage.Totals a, CounterPage.Totals b) {
    Map<String, BigDecimal> sums = new HashMap<>(a.sums());
    b.sums().forEach((name, amount) -> sums.merge(name, amount, BigDecimal::add));
    return new CounterPage.Totals(a.count() + b.count(), a.uniques() + b.uniques(), sums);
  }
}
