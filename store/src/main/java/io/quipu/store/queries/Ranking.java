package io.quipu.store.queries;

import io.quipu.store.counts.ValueCount;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The order of values: by the largest measure first, then by code points. It has a limit, and may
 * begin after a place. Immutable.
 */
public final class Ranking {

  private static final Comparator<Place> WORST_FIRST =
      Comparator.comparing(Place::measure)
          .thenComparing(Place::value, MergedByValue.CODE_POINTS.reversed());

  /**
   * The place of a value.
   *
   * @param measure the measure of the value
   */
  public record Place(BigDecimal measure, String value) {}

  private record Ranked(Place place, ValueCount value) {}

  private final Measure by;
  private final int limit;
  private final @Nullable Place after;

  private Ranking(Measure by, int limit, @Nullable Place after) {
    this.by = by;
    this.limit = limit;
    this.after = after;
  }

  /** The ten best values by a measure. */
  public static Ranking by(Measure measure) {
    return new Ranking(measure, 10, null);
  }

  /**
   * The same ranking with this limit.
   *
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public Ranking best(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("The limit is " + number + "; it must be at least 1.");
    }
    return new Ranking(by, number, after);
  }

  /** The same ranking, only of the values after a place. */
  public Ranking after(Place place) {
    return new Ranking(by, limit, place);
  }

  /** The place of a value; null if its statistic does not keep the measure. */
  public @Nullable Place place(ValueCount value) {
    BigDecimal measure = by.in(value);
    return measure == null ? null : new Place(measure, value.value());
  }

  /** The best values, the best first; holds no more than the limit in memory. */
  List<ValueCount> of(Iterator<ValueCount> values, boolean uniques) {
    PriorityQueue<Ranked> best =
        new PriorityQueue<>(Comparator.comparing(Ranked::place, WORST_FIRST));
    while (values.hasNext()) {
      ValueCount next = values.next();
      ValueCount value =
          uniques ? next : new ValueCount(next.value(), next.count(), null, next.sums());
      Place place = place(value);
      if (place != null && (after == null || WORST_FIRST.compare(place, after) < 0)) {
        best.add(new Ranked(place, value));
        if (best.size() > limit) {
          best.remove();
        }
      }
    }
    return best.stream()
        .sorted(Comparator.comparing(Ranked::place, WORST_FIRST.reversed()))
        .map(Ranked::value)
        .toList();
  }
}
