package io.quipu.model.limit;

import io.quipu.model.event.Event;
import java.io.Serializable;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many values of each dimension count under their own names, for each company and month. All
 * other values count as {@link #OTHER}.
 *
 * @param byStatistic the limits by statistic and dimension; dimensions without a limit are not in
 *     it
 */
public record ValueLimits(Map<String, Map<String, Integer>> byStatistic) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The value as which the values beyond a limit count. An event that has this value itself counts
   * there too, and takes no place of the limit.
   */
  public static final String OTHER = "(other)";

  /** The largest limit, which bounds the size of a page. */
  public static final int MAX = 100_000;

  /** No dimension has a limit. */
  public static final ValueLimits NONE = new ValueLimits(Map.of());

  public ValueLimits {
    byStatistic =
        byStatistic.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
  }

  /** Whether no dimension has a limit. */
  public boolean isEmpty() {
    return byStatistic.isEmpty();
  }

  /** Returns the limit of a dimension; 0 if it has none. */
  public int of(String statistic, String dimension) {
    Map<String, Integer> dimensions = byStatistic.get(statistic);
    return dimensions == null ? 0 : dimensions.getOrDefault(dimension, 0);
  }

  /** Whether the event has a value of a dimension with a limit. */
  public boolean concern(Event event) {
    Map<String, Integer> dimensions = byStatistic.get(event.statistic().name());
    if (dimensions != null) {
      for (int i = 0; i < event.size(); i++) {
        if (dimensions.containsKey(event.dimension(i))) {
          return true;
        }
      }
    }
    return false;
  }
}
