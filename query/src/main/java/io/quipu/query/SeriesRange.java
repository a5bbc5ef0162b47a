package io.quipu.query;

import io.quipu.model.Counter;
import io.quipu.model.Resolution;
import java.time.Instant;

/**
 * The buckets of one counter that start in a range of time.
 *
 * @param from the earliest start of a bucket
 * @param to before which a bucket starts
 */
public record SeriesRange(Counter counter, Resolution resolution, Instant from, Instant to) {

  /** The dimension that the counter is a value of, or the whole statistic as one. */
  Dimension dimension() {
    return new Dimension(counter.company(), counter.statistic(), counter.dimension());
  }
}
