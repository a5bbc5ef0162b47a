package io.quipu.simulation.world;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of Cassandra: rows of cells, each with the timestamp of its write. Of two writes of a
 * cell the one with the larger timestamp remains; of two with the same timestamp, a deletion or
 * else the larger value.
 *
 * @param <K> the primary key of a row
 */
public final class SimulatedTable<K> {

  private record Cell(long timestamp, @Nullable Object value) {}

  private static final class Row {
    private long deletedAt = Long.MIN_VALUE;
    private final Map<String, Cell> cells = new HashMap<>();
  }

  private final Map<K, Row> rows = new LinkedHashMap<>();
  private final Set<K> changed = new LinkedHashSet<>();

  /** Writes cells of a row, all with one timestamp. */
  public void write(K key, Map<String, Object> cells, long timestamp) {
    Row row = rows.computeIfAbsent(key, any -> new Row());
    cells.forEach(
        (column, value) ->
            row.cells.merge(column, new Cell(timestamp, value), SimulatedTable::later));
    changed.add(key);
  }

  /** Deletes a row: hides all cells with this timestamp or an earlier one. */
  public void delete(K key, long timestamp) {
    Row row = rows.computeIfAbsent(key, any -> new Row());
    row.deletedAt = Math.max(row.deletedAt, timestamp);
    changed.add(key);
  }

  /** Reads the cells of a row by column; the map is empty if the row does not exist. */
  public Map<String, Object> read(K key) {
    Row row = rows.get(key);
    Map<String, Object> cells = new HashMap<>();
    if (row != null) {
      row.cells.forEach(
          (column, cell) -> {
            if (cell.value() != null && cell.timestamp() > row.deletedAt) {
              cells.put(column, cell.value());
            }
          });
    }
    return cells;
  }

  /** The keys of all rows, also of deleted ones, in the order of their first write. */
  public Set<K> keys() {
    return rows.keySet();
  }

  /** The rows that were written or deleted since the last call. */
  public Set<K> takeChanged() {
    Set<K> result = new LinkedHashSet<>(changed);
    changed.clear();
    return result;
  }

  private static Cell later(Cell a, Cell b) {
    if (a.timestamp() != b.timestamp()) {
      return a.timestamp() > b.timestamp() ? a : b;
    }
    if (a.value() == null || b.value() == null) {
      return a.value() == null ? a : b;
    }
    return compare(a.value(), b.value()) >= 0 ? a : b;
  }

  private static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return x.compareTo(y);
    }
    if (a instanceof byte[] x && b instanceof byte[] y) {
      return java.util.Arrays.compareUnsigned(x, y);
    }
    throw new IllegalArgumentException(
        "Cells of " + a.getClass() + " cannot be compared; teach SimulatedTable to compare them.");
  }
}
