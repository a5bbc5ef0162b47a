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
 * Which stored buckets the asked ones are made of: the very same, or, on the clock of another time
 * zone, the hours that lie in them. Counts and sums of hours add up, uniques do not.
 *
 * @param resolution of the stored ones
 * @param added whether several make one
 */
record StoredBuckets(BucketRange asked, Resolution resolution, boolean added) {
  private static final int MOST_HOURS = 100_000;

  /**
   * The stored buckets for asked ones.
   *
   * @param own the company's clock, on which buckets are stored
   * @throws Problem if the asked ones cannot be made of any
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

  /** Where the first asked bucket begins. */
  Instant from() {
    return from(asked);
  }

  /**
   * Makes sure that the asked buckets have a measure.
   *
   * @throws Problem if they have not
   */
  void require(Measure measure) {
    if (added && measure.equals(Measure.UNIQUES)) {
      throw Problem.ofParameter(
          "timeZone",
          "Uniques are stored by the company's own "
              + asked.resolution().word()
              + "s, and those of hours do not add up; leave timeZone out, or ask for"
              + " resolution=hour.");
    }
  }

  /**
   * The numbers of the asked buckets: 0 where nothing was counted, null where the measure was not
   * kept.
   *
   * @param rows of the stored buckets, in the order of time
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
