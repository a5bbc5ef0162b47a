package io.quipu.server.api;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.limit.ValueLimits;
import io.quipu.store.queries.SeriesRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether values of a dimension are beyond its limit, by the rows of months. Thread-safe.
 */
public final class LimitedDimensions {
  private final TimedCounts counts;

  public LimitedDimensions(TimedCounts counts) {
    this.counts = counts;
  }

  /**
   * Returns true if one of the dimensions has counted values as {@link ValueLimits#OTHER} in a
   * month of a range, and null if none has: then the field is left out of the answer.
   */
  public @Nullable Boolean in(
      Collection<DimensionKey> dimensions, CompanyClock own, Instant from, Instant end) {
    List<SeriesRange> others =
        dimensions.stream()
            .map(
                dimension ->
                    new SeriesRange(
                        CounterKey.of(
                            dimension.company(),
                            dimension.statistic(),
                            dimension.dimension(),
                            ValueLimits.OTHER),
                        Resolution.MONTH,
                        own.bucketStart(Resolution.MONTH, from),
                        end))
            .toList();
    boolean limited =
        !others.isEmpty() && counts.series(others).stream().anyMatch(rows -> !rows.isEmpty());
    return limited ? true : null;
  }
}
