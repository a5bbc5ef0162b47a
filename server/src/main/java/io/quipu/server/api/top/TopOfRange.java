package io.quipu.server.api.top;

import io.quipu.model.calendar.Bucket;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.range.DayGaps;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.api.WholeDays;
import io.quipu.server.http.Problem;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.queries.Ranking;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top values of several buckets together. Counts and sums add up. The different customers
 * are known for whole days of the company, if the statistic has {@code range-uniques}.
 */
final class TopOfRange {
  private final TimedCounts counts;
  private final DimensionKey dimension;
  private final ZoneId zone;

  /**
   * @param zone the time zone of the company
   */
  TopOfRange(TimedCounts counts, DimensionKey dimension, ZoneId zone) {
    this.counts = counts;
    this.dimension = dimension;
    this.zone = zone;
  }

  /**
   * The values with the most different customers.
   *
   * @param days empty if the range is not of whole days
   * @throws Problem if the customers of the range are not known
   */
  List<ValueCount> byUniques(Optional<WholeDays> days, Ranking ranking) {
    return days.flatMap(
            range ->
                counts.ask(
                    reader ->
                        reader.topOfDays(dimension, range.first(), range.last(), zone, ranking)))
        .orElseThrow(
            () ->
                Problem.ofParameter(
                    "measure",
                    "The different customers of this range are not known. It must be of at most "
                        + DayGaps.MAX_GAP
                        + " whole days of the company's clock, all counted with range-uniques in the"
                        + " catalog; or ask for one hour, day or month by resolution and bucket."));
  }

  /**
   * The values with the largest count or sum, with their different customers if these are known.
   *
   * @param buckets the buckets of the range, which do not overlap
   */
  List<ValueCount> byOthers(List<Bucket> buckets, Optional<WholeDays> days, Ranking ranking) {
    List<ValueCount> found = counts.ask(reader -> reader.top(dimension, buckets, ranking));
    if (days.isEmpty() || found.isEmpty()) {
      return found;
    }
    List<CounterKey> counters =
        found.stream()
            .map(
                value ->
                    new CounterKey(
                        dimension.company(),
                        "",
                        dimension.statistic(),
                        dimension.dimension(),
                        value.value()))
            .toList();
    WholeDays range = days.get();
    List<@Nullable Long> uniques =
        counts.ask(reader -> reader.rangeUniques(counters, range.first(), range.last(), zone));
    List<ValueCount> all = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      ValueCount value = found.get(i);
      all.add(new ValueCount(value.value(), value.count(), uniques.get(i), value.sums()));
    }
    return all;
  }
}
