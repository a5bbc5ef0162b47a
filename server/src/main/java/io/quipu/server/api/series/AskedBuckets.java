package io.quipu.server.api.series;

import io.quipu.model.calendar.BucketRange;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.server.api.TimeParameters;
import io.quipu.server.http.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Finds the buckets that a question asks for, and those that it compares them with. */
final class AskedBuckets {
  private static final int MOST_BUCKETS = 10_000;

  /** How many of the latest buckets are shown if the question has no from. */
  private static final Map<Resolution, Integer> LAST =
      Map.of(Resolution.HOUR, 24, Resolution.DAY, 30, Resolution.MONTH, 12);

  private final BucketGrids grids = new BucketGrids(MOST_BUCKETS);

  /**
   * The buckets that begin between the question's from and to. By default, these are the latest.
   *
   * @throws Problem if a time is not valid, or no bucket begins in the range
   */
  BucketGrids.Grid of(SeriesQuestion question, CompanyClock zone, Instant now) {
    Resolution resolution = TimeParameters.resolution(question.resolution(), Resolution.DAY);
    String from = question.from();
    String to = question.to();
    Instant end =
        to == null
            ? zone.bucketEnd(resolution, zone.bucketStart(resolution, now))
            : TimeParameters.parse(zone, "to", to);
    Instant start =
        from == null
            ? back(zone, resolution, end, LAST.getOrDefault(resolution, 1))
            : TimeParameters.parse(zone, "from", from);
    TimeParameters.requireRange(Optional.of(start), Optional.of(end));
    BucketGrids.Grid grid = grids.between(zone, resolution, start, end);
    if (grid.starts().isEmpty()) {
      throw Problem.ofParameter(
          "from",
          "No "
              + resolution.word()
              + " begins between from and to; let from be earlier, or to later.");
    }
    return grid;
  }

  /** The same number of buckets, which end where the given buckets begin. */
  BucketGrids.Grid before(CompanyClock zone, BucketRange buckets) {
    Instant end = buckets.starts().get(0);
    Instant start =
        buckets.resolution() == Resolution.HOUR
            ? end.minus(Duration.between(end, buckets.end()))
            : back(zone, buckets.resolution(), end, buckets.starts().size());
    return grids.between(zone, buckets.resolution(), start, end);
  }

  /** Goes back some hours of the clock, or days or months of the calendar. */
  private static Instant back(CompanyClock zone, Resolution resolution, Instant end, int buckets) {
    LocalDate date = LocalDate.ofInstant(end, zone.zone());
    return switch (resolution) {
      case HOUR -> end.minus(Duration.ofHours(buckets));
      case DAY -> date.minusDays(buckets).atStartOfDay(zone.zone()).toInstant();
      case MONTH -> date.minusMonths(buckets).atStartOfDay(zone.zone()).toInstant();
    };
  }
}
