package io.quipu.store.queries;

import io.quipu.model.counter.CountRow;
import io.quipu.model.range.DayGaps;
import io.quipu.model.range.RangeUniques;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the different customers of a range of days, from the rows of days and the rows of {@link
 * DayGaps}.
 */
final class RangeTotal {
  private final List<CountRow> days;
  private final Map<Instant, CountRow> gaps = new HashMap<>();

  /**
   * @param days the rows of the days in the range
   * @param gaps the rows of the gaps of these days
   */
  RangeTotal(List<CountRow> days, List<CountRow> gaps) {
    this.days = days;
    gaps.forEach(row -> this.gaps.put(row.start(), row));
  }

  /**
   * Returns the different customers; null if they are not known.
   *
   * <p>They are known if each day has the gaps of all of its customers. A day from before the
   * catalog had {@code range-uniques} lacks some, and one of migrated counters has no uniques. The
   * last day may lack the gaps of the last second, because they are on their way. Without any gaps
   * nothing is known, because a statistic may have no rows of days.
   */
  @Nullable Long uniques(LocalDate first, ZoneId zone) {
    if (gaps.isEmpty()) {
      return null;
    }
    for (int i = 0; i < days.size(); i++) {
      CountRow day = days.get(i);
      CountRow known = gaps.get(day.start());
      Long customers = day.uniques();
      if (customers == null) {
        return null;
      }
      boolean isLast = i == days.size() - 1;
      if (customers > 0 && (known == null || (known.count() < customers && !isLast))) {
        return null;
      }
    }
    return RangeUniques.of(gaps.values(), first, zone);
  }
}
