package io.quipu.server.api.series;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.quipu.model.calendar.BucketRange;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.server.http.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The buckets of questions, which are the same for many: finding and writing those of a month of
 * hours takes longer than all else of an answer but Cassandra. Thread-safe.
 */
final class BucketGrids {
  /** Buckets over all grids that are remembered, of about 100 bytes each. */
  private static final long MOST_REMEMBERED = 200_000;

  private final int limit;
  private final LoadingCache<Span, Grid> grids =
      Caffeine.newBuilder()
          .maximumWeight(MOST_REMEMBERED)
          .weigher((Span span, Grid grid) -> 1 + grid.starts().size())
          .build(this::make);

  private record Span(ZoneId zone, Resolution resolution, Instant from, Instant to) {}

  /**
   * Buckets, and how they are written.
   *
   * @param starts in the order of the buckets
   */
  record Grid(BucketRange buckets, List<String> starts, String end) {}

  /**
   * Grids of few enough buckets.
   *
   * @param limit how many one may have
   */
  BucketGrids(int limit) {
    this.limit = limit;
  }

  /**
   * The buckets that begin in a range of time.
   *
   * @throws Problem if they are too many
   */
  Grid between(CompanyClock clock, Resolution resolution, Instant from, Instant to) {
    return grids.get(new Span(clock.zone(), resolution, from, to));
  }

  private Grid make(Span span) {
    CompanyClock clock = new CompanyClock(span.zone());
    BucketRange buckets;
    try {
      buckets = BucketRange.between(clock, span.resolution(), span.from(), span.to(), limit);
    } catch (IllegalArgumentException e) {
      throw Problem.ofParameter("from", String.valueOf(e.getMessage()));
    }
    return new Grid(
        buckets, buckets.starts().stream().map(clock::iso).toList(), clock.iso(buckets.end()));
  }
}
