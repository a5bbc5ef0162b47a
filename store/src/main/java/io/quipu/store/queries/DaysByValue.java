package io.quipu.store.queries;

import com.google.common.collect.AbstractIterator;
import io.quipu.model.range.RangeUniques;
import io.quipu.store.counts.ValueCount;
import java.time.LocalDate;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The values of a dimension on one day, each with the customers whose first day in a range it is.
 * Joins the rows of the day with those of its {@link io.quipu.model.range.DayGaps}; both are
 * ordered by code points.
 */
final class DaysByValue extends AbstractIterator<ValueCount> {
  private final Iterator<ValueCount> values;
  private final Iterator<ValueCount> gaps;
  private final LocalDate day;
  private final LocalDate first;
  private final boolean isLast;

  /** The first row of gaps that may be of the next value. */
  private @Nullable ValueCount ahead;

  /**
   * @param values the rows of the day
   * @param gaps the rows of the gaps of this day
   * @param first the first day of the range
   * @param isLast whether it is the last day of the range, which may lack the gaps of the last
   *     second
   */
  DaysByValue(
      Iterator<ValueCount> values,
      Iterator<ValueCount> gaps,
      LocalDate day,
      LocalDate first,
      boolean isLast) {
    this.values = values;
    this.gaps = gaps;
    this.day = day;
    this.first = first;
    this.isLast = isLast;
  }

  @Override
  protected @Nullable ValueCount computeNext() {
    if (!values.hasNext()) {
      return endOfData();
    }
    ValueCount next = values.next();
    return new ValueCount(next.value(), next.count(), firstsOf(next), next.sums());
  }

  /** Null if they are not known: see {@link RangeTotal#uniques}. */
  private @Nullable Long firstsOf(ValueCount value) {
    Long customers = value.uniques();
    if (customers == null) {
      return null;
    }
    ValueCount known = gapsOf(value.value());
    if (known == null) {
      return customers == 0 ? 0L : null;
    }
    return known.count() < customers && !isLast
        ? null
        : RangeUniques.firstsOf(known.sums(), day, first);
  }

  private @Nullable ValueCount gapsOf(String value) {
    ValueCount found = ahead;
    while (gaps.hasNext()
        && (found == null || MergedByValue.CODE_POINTS.compare(found.value(), value) < 0)) {
      found = gaps.next();
    }
    ahead = found;
    return found != null && found.value().equals(value) ? found : null;
  }
}
