package io.quipu.transforms.hydrate;

import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.event.Event;
import io.quipu.model.event.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The dimension values that rows of reference data give events. */
public final class LookedUpValues {
  /** The parser has the same limit for values in events. */
  private static final int MAX_VALUE_BYTES = 2048;

  private final List<HydratedDimension> dimensions;

  /** The values of these dimensions. */
  public LookedUpValues(List<HydratedDimension> dimensions) {
    this.dimensions = List.copyOf(dimensions);
  }

  /** Takes values. */
  @FunctionalInterface
  public interface Sink {
    void value(String dimension, String value);
  }

  /** The columns of a table that are asked for: those of its key and of the dimensions. */
  public List<String> columns(LookupTable table) {
    return Stream.concat(
            table.keyColumns().stream(),
            dimensions.stream()
                .filter(dimension -> dimension.table().equals(table.name()))
                .map(HydratedDimension::column))
        .distinct()
        .toList();
  }

  /**
   * Passes the values of a row to a sink; empty ones and too long ones are left out.
   *
   * @param lookup the lookup of the event that found the row
   * @param row the row by column
   * @return how many values are too long
   */
  public int add(Event event, Lookup lookup, Map<String, String> row, Sink sink) {
    int tooLong = 0;
    for (HydratedDimension dimension : dimensions) {
      if (dimension.table().equals(lookup.table())
          && dimension.statistic().equals(event.statistic().name())) {
        String value = row.get(dimension.column());
        if (value != null && isTooLong(value)) {
          tooLong++;
        } else if (value != null && !value.isEmpty()) {
          sink.value(dimension.dimension(), value);
        }
      }
    }
    return tooLong;
  }

  private static boolean isTooLong(String value) {
    return value.length() > MAX_VALUE_BYTES / 3
        && value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES;
  }
}
