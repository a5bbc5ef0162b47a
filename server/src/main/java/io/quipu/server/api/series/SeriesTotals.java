package io.quipu.server.api.series;

import io.quipu.model.calendar.BucketRange;
import io.quipu.model.counter.CounterKey;
import io.quipu.server.api.TimedCounts;
import io.quipu.store.queries.Measure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
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
    LocalDate first = day(buckets.starts().get(0), zone);
    LocalDate end = day(buckets.end(), zone);
    boolean wholeDays =
        isStart(first, buckets.starts().get(0), zone) && isStart(end, buckets.end(), zone);
    Long uniques =
        wholeDays
            ? counts.ask(reader -> reader.rangeUniques(counter, first, end.minusDays(1), zone))
            : null;
    return uniques == null ? null : BigDecimal.valueOf(uniques);
  }

  private static LocalDate day(Instant time, ZoneId zone) {
    return time.atZone(zone).toLocalDate();
  }

  private static boolean isStart(LocalDate day, Instant time, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant().equals(time);
  }
}
