package io.quipu.server.api.series;

import io.quipu.model.calendar.BucketRange;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.server.http.Problem;
import io.quipu.store.queries.Measure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored buckets from which the requested buckets are made. They are the same buckets, or, in
 * another time zone, the hours inside them. Counts and sums of hours can be added; uniques cannot.
 *
 * @param resolution the resolution of the stored buckets
 * @param added whether a requested bucket is the sum of several stored buckets
 */
record StoredBuckets(BucketRange asked, Resolution resolution, boolean added) {
  private static final int MOST_HOURS = 100_000;

  /**
   * Finds the stored buckets for requested buckets.
   *
   * @param own the company's clock, which defines the stored buckets
   * @throws Problem if the requested buckets cannot be made from stored buckets
   */
  static StoredBuckets of(CompanyClock own, CompanyClock asked, BucketRange buckets) {
    if (own.zone().equals(asked.zone())
        || buckets.equals(stored(own, buckets.resolution(), buckets))) {
      return new StoredBuckets(buckets, buckets.resolution(), false);
    }
    BucketRange hours = stored(own, Resolution.HOUR, buckets);
    if (buckets.resolution() == Resolution.HOUR
        || !new HashSet<>(hours.edges()).containsAll(buckets.edges())) {
      throw Problem.ofParameter(
          "timeZone",
          "The "
              + buckets.resolution().word()
              + "s of "
              + asked.zone()
              + " do not begin with an hour of "
              + own.zone()
              + ", in which the company's counts are stored; leave timeZone out, or name a zone"
              + " that is whole hours away.");
    }
    return new StoredBuckets(buckets, Resolution.HOUR, true);
  }

  private static BucketRange stored(CompanyClock own, Resolution resolution, BucketRange asked) {
    try {
      return BucketRange.between(own, resolution, from(asked), asked.end(), MOST_HOURS);
    } catch (IllegalArgumentException e) {
      throw Problem.ofParameter("from", String.valueOf(e.getMessage()));
    }
  }

  private static Instant from(BucketRange buckets) {
    return buckets.starts().isEmpty() ? buckets.end() : buckets.starts().get(0);
  }

  /** The start of the first requested bucket. */
  Instant from() {
    return from(asked);
  }

  /**
   * Checks that the requested buckets can have a measure.
   *
   * @throws Problem if they cannot
   */
  void require(Measure measure) {
    if (added && measure.equals(Measure.UNIQUES)) {
      throw Problem.ofParameter(
          "timeZone",
          "Uniques are stored by the company's own "
              + asked.resolution().word()
              + "s, and uniques of hours do not add up; leave timeZone out, or ask for"
              + " resolution=hour.");
    }
  }

  /**
   * The numbers of the requested buckets: 0 if nothing was counted, null if the measure was not
   * kept.
   *
   * @param rows the rows of the stored buckets, in the order of time
   */
  List<@Nullable BigDecimal> numbers(List<CountRow> rows, Measure measure) {
    @Nullable BigDecimal[] numbers = new BigDecimal[asked.starts().size()];
    Arrays.fill(numbers, BigDecimal.ZERO);
    int i = 0;
    for (CountRow row : rows) {
      while (i + 1 < numbers.length
          && asked.starts().get(i + 1).toEpochMilli() <= row.bucketStart()) {
        i++;
      }
      BigDecimal number = measure.in(row);
      BigDecimal before = numbers[i];
      numbers[i] = !added ? number : number == null || before == null ? before : before.add(number);
    }
    return Arrays.asList(numbers);
  }
}
