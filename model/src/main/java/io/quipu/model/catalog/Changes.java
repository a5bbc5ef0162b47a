package io.quipu.model.catalog;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.range.DayGaps;
import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changed rows are sent to a topic of Kafka.
 *
 * @param topic the topic
 * @param statistics the statistics to send; empty for all
 * @param dimensions the dimensions to send; empty for all. The whole statistic is always sent
 * @param resolutions the resolutions to send; empty for all
 * @param threshold which changes are too small to be sent at once; null if none are
 */
public record Changes(
    String topic,
    Set<String> statistics,
    Set<String> dimensions,
    Set<Resolution> resolutions,
    @Nullable ChangeThreshold threshold)
    implements Serializable {
  private static final long serialVersionUID = 2L;

  public Changes {
    statistics = Set.copyOf(statistics);
    dimensions = Set.copyOf(dimensions);
    resolutions = Set.copyOf(resolutions);
  }

  /** Whether a row is sent when it changes. */
  public boolean selects(CountRow row) {
    return !DayGaps.isName(row.statistic())
        && (statistics.isEmpty() || statistics.contains(row.statistic()))
        && (dimensions.isEmpty()
            || row.dimension().isEmpty()
            || dimensions.contains(row.dimension()))
        && (resolutions.isEmpty() || resolutions.contains(row.resolution()));
  }
}
