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
 * A cache of the buckets of ranges of time, with their starts as text. Many questions have the same
 * buckets. To compute them for a month of hours is the slowest part of an answer, except for
 * Cassandra. Thread-safe.
 */
final class BucketGrids {
  /** The most buckets in the cache, over all grids; each takes about 100 bytes. */
  private static final long MOST_REMEMBERED = 200_000;

  private final int limit;
  private final LoadingCache<Span, Grid> grids =
      Caffeine.newBuilder()
          .maximumWeight(MOST_REMEMBERED)
          .weigher((Span span, Grid grid) -> 1 + grid.starts().size())
          .build(this::make);

  private record Span(ZoneId zone, Resolution resolution, Instant from, Instant to) {}

  /**
   * Buckets, and their starts and end as text.
   *
   * @param starts the start of each bucket, in the order of the buckets
   */
  record Grid(BucketRange buckets, List<String> starts, String end) {}

  /**
   * Makes an empty cache.
   *
   * @param limit the most buckets of one grid
   */
  BucketGrids(int limit) {
    this.limit = limit;
  }

  /**
   * The buckets that begin in a range of time.
   *
   * @throws Problem if there are too many
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
