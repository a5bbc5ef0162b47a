package io.quipu.store.queries;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.range.DayGaps;
import java.time.Instant;

/**
 * The buckets of one counter that start in a range of time.
 *
 * @param from the earliest start of a bucket
 * @param to the buckets start before this instant
 */
public record SeriesRange(CounterKey counter, Resolution resolution, Instant from, Instant to) {

  /** The dimension of the counter; its name is empty for the whole statistic. */
  /**
   * The dimension whose months the directory has; {@link DayGaps} are in those of their statistic.
   */
  DimensionKey dimension() {
    return new DimensionKey(
        counter.company(), DayGaps.baseOf(counter.statistic()), counter.dimension());
  }
}
