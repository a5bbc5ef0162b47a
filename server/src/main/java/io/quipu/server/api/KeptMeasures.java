package io.quipu.server.api;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The resolutions and measures that a statistic keeps, found in its latest month.
 *
 * @param resolutions the lengths of its buckets; always has months
 * @param measures count, uniques if it has them, and the names of its sums
 */
public record KeptMeasures(Set<Resolution> resolutions, List<String> measures) {

  /** Finds the resolutions and measures in the rows of a month. */
  public static KeptMeasures of(List<CountRow> rows) {
    Set<Resolution> resolutions = EnumSet.of(Resolution.MONTH);
    TreeSet<String> sums = new TreeSet<>();
    boolean uniques = false;
    for (CountRow row : rows) {
      resolutions.add(row.resolution());
      sums.addAll(row.sums().keySet());
      uniques |= row.uniques() != null;
    }
    List<String> measures = new ArrayList<>(List.of("count"));
    if (uniques) {
      measures.add("uniques");
    }
    measures.addAll(sums);
    return new KeptMeasures(resolutions, measures);
  }

  /** The resolutions as text, such as {@code day, month}. */
  public String words() {
    return resolutions.stream().sorted().map(Resolution::word).collect(Collectors.joining(", "));
  }

  boolean keepsAll() {
    return resolutions.size() == Resolution.values().length;
  }
}
