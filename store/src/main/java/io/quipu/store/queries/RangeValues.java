package io.quipu.store.queries;

import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.range.DayGaps;
import io.quipu.store.counts.ValueCount;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Ranks the values of a dimension by their different customers in a range of days. */
final class RangeValues {
  private final DimensionValues values;

  RangeValues(DimensionValues values) {
    this.values = values;
  }

  /**
   * The best values of a range, with their numbers in all of it. Reads two partitions a day.
   *
   * @return empty if the customers of a value are not known, so that its place is not known either
   */
  Optional<List<ValueCount>> top(
      DimensionKey dimension, LocalDate first, LocalDate last, ZoneId zone, Ranking ranking) {
    List<LocalDate> days = first.datesUntil(last.plusDays(1)).toList();
    List<Bucket> buckets =
        days.stream()
            .map(day -> new Bucket(Resolution.DAY, day.atStartOfDay(zone).toInstant()))
            .toList();
    DimensionKey gapsOf =
        new DimensionKey(
            dimension.company(), DayGaps.nameOf(dimension.statistic()), dimension.dimension());
    int slices = values.slices(dimension);
    List<Iterator<ValueCount>> rows = values.byBucket(dimension, slices, buckets);
    List<Iterator<ValueCount>> gaps = values.byBucket(gapsOf, slices, buckets);
    List<Iterator<ValueCount>> each = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      boolean isLast = i == days.size() - 1;
      each.add(new DaysByValue(rows.get(i), gaps.get(i), days.get(i), first, isLast));
    }
    Known known = new Known(new MergedByValue(each, RangeValues::plus));
    List<ValueCount> best = ranking.of(known, true);
    return known.all ? Optional.of(best) : Optional.empty();
  }

  private static ValueCount plus(ValueCount a, ValueCount b) {
    Long one = a.uniques();
    Long other = b.uniques();
    return a.plus(b, one == null || other == null ? null : Long.valueOf(one + other));
  }

  /** Notices a value whose customers are not known. */
  private static final class Known implements Iterator<ValueCount> {
    private final Iterator<ValueCount> values;
    private boolean all = true;

    Known(Iterator<ValueCount> values) {
      this.values = values;
    }

    @Override
    public boolean hasNext() {
      return values.hasNext();
    }

    @Override
    public ValueCount next() {
      ValueCount next = values.next();
      all &= next.uniques() != null;
      return next;
    }
  }
}
