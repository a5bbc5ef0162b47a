package io.quipu.server.api.series;

import io.quipu.model.calendar.BucketRange;
import io.quipu.model.counter.CounterKey;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.api.WholeDays;
import io.quipu.store.queries.Measure;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the number of all buckets of a series together. */
final class SeriesTotals {
  private final TimedCounts counts;

  SeriesTotals(TimedCounts counts) {
    this.counts = counts;
  }

  /**
   * The total of a series; null if it is not known. Counts and sums add up. Uniques do not: they
   * are known for whole days of the company, if the statistic has range-uniques.
   *
   * @param values the numbers of the buckets
   * @param zone the time zone of the company
   */
  @Nullable BigDecimal of(
      CounterKey counter,
      Measure measure,
      List<@Nullable BigDecimal> values,
      ZoneId zone,
      BucketRange buckets) {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal value : values) {
      sum = value == null ? sum : sum.add(value);
    }
    boolean addsUp = !measure.equals(Measure.UNIQUES) || sum.signum() == 0;
    return addsUp ? sum : rangeUniques(counter, zone, buckets);
  }

  private @Nullable BigDecimal rangeUniques(CounterKey counter, ZoneId zone, BucketRange buckets) {
    Long uniques =
        WholeDays.of(buckets.starts().get(0), buckets.end(), zone)
            .map(
                days ->
                    counts.ask(
                        reader -> reader.rangeUniques(counter, days.first(), days.last(), zone)))
            .orElse(null);
    return uniques == null ? null : BigDecimal.valueOf(uniques);
  }
}
