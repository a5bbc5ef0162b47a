package io.quipu.model.calendar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Buckets that follow each other on a clock, whether anything was counted in them or not.
 *
 * @param starts the first instant of each, in order
 * @param end where the last one ends; of none, where they would begin
 */
public record BucketRange(Resolution resolution, List<Instant> starts, Instant end) {

  /**
   * The buckets that begin in a range of time.
   *
   * @param from the earliest start
   * @param to before which they begin
   * @param limit how many there may be
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
   * As few buckets as make up a range of time: months where they fit in, else days, else hours.
   *
   * @param of the resolutions that there are
   * @param from where an hour begins
   * @param to where an hour begins
   * @throws IllegalArgumentException if no buckets of these resolutions make it up
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
            + " is not made of whole buckets.");
  }

  /** The starts, and where the last bucket ends. */
  public List<Instant> edges() {
    List<Instant> edges = new ArrayList<>(starts);
    edges.add(end);
    return edges;
  }
}
