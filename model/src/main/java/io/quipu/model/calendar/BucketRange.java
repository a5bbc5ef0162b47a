package io.quipu.model.calendar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Consecutive buckets of a clock, whether or not anything was counted in them.
 *
 * @param starts the first instant of each bucket, in order
 * @param end the end of the last bucket; if there are no buckets, the instant at which they would
 *     begin
 */
public record BucketRange(Resolution resolution, List<Instant> starts, Instant end) {

  /**
   * The buckets that begin in a range of time.
   *
   * @param from the earliest start
   * @param to the buckets begin before this instant
   * @param limit the largest number of buckets
   * @throws IllegalArgumentException if there are more
   */
  public static BucketRange between(
      CompanyClock clock, Resolution resolution, Instant from, Instant to, int limit) {
    Instant next = firstFrom(clock, resolution, from);
    List<Instant> starts = new ArrayList<>();
    while (next.isBefore(to)) {
      if (starts.size() == limit) {
        throw new IllegalArgumentException(
            "There are more than "
                + limit
                + " "
                + resolution.word()
                + "s in that time; ask for less time, or for a longer resolution.");
      }
      starts.add(next);
      next = clock.bucketEnd(resolution, next);
    }
    return new BucketRange(resolution, starts, next);
  }

  /** The start of the first bucket that begins at an instant or later. */
  public static Instant firstFrom(CompanyClock clock, Resolution resolution, Instant from) {
    Instant start = clock.bucketStart(resolution, from);
    return start.isBefore(from) ? clock.bucketEnd(resolution, start) : start;
  }

  /**
   * The fewest buckets that exactly cover a range of time: months where they fit, else days, else
   * hours.
   *
   * @param of the available resolutions
   * @param from where an hour begins
   * @param to where an hour begins
   * @throws IllegalArgumentException if buckets of these resolutions cannot cover it exactly
   */
  public static List<Bucket> covering(
      CompanyClock clock, Set<Resolution> of, Instant from, Instant to) {
    List<Bucket> cover = new ArrayList<>();
    Instant next = from;
    while (next.isBefore(to)) {
      Bucket longest = longest(clock, of, next, to);
      cover.add(longest);
      next = clock.bucketEnd(longest.resolution(), next);
    }
    return cover;
  }

  private static Bucket longest(
      CompanyClock clock, Set<Resolution> of, Instant start, Instant end) {
    for (Resolution resolution : List.of(Resolution.MONTH, Resolution.DAY, Resolution.HOUR)) {
      if (of.contains(resolution)
          && clock.bucketStart(resolution, start).equals(start)
          && !clock.bucketEnd(resolution, start).isAfter(end)) {
        return new Bucket(resolution, start);
      }
    }
    throw new IllegalArgumentException(
        "The time from "
            + clock.iso(start)
            + " to "
            + clock.iso(end)
            + " is not made of whole buckets; let it begin and end where buckets begin.");
  }

  /** The starts of the buckets, then the end of the last one. */
  public List<Instant> edges() {
    List<Instant> edges = new ArrayList<>(starts);
    edges.add(end);
    return edges;
  }
}
