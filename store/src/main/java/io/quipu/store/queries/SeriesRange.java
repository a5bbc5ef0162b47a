package io.quipu.store.queries;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import java.time.Instant;

/**
 * The buckets of one counter that start in a range of time.
 *
 * @param from the earliest start of a bucket
 * @param to before which a bucket starts
 */
public record SeriesRange(CounterKey counter, Resolution resolution, Instant from, Instant to) {

  /** The dimension that the counter is a value of, or the whole statistic as one. */
  DimensionKey dimension() {
    return new DimensionKey(counter.company(), counter.statistic(), counter.dimension());
  }
}
