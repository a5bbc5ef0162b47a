package io.quipu.simulation.world;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.Fingerprint;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Cassandra: the tables that a job writes. */
public final class SimulatedCassandra {
  private static final String SUM = "sum of ";

  /** The key of a row of counts. */
  public record CountKey(CounterKey counter, Resolution resolution, long start) {

    /** The key of a row. */
    public static CountKey of(CountRow row) {
      return new CountKey(
          new CounterKey(
              row.company(), row.customer(), row.statistic(), row.dimension(), row.value()),
          row.resolution(),
          row.bucketStart());
    }
  }

  /** The key of a spilled page. */
  public record PageKey(String kind, int month, Fingerprint fingerprint, long generation) {}

  private final SimulatedTable<CountKey> counts = new SimulatedTable<>();
  private final SimulatedTable<CountKey> countsByValue = new SimulatedTable<>();
  private final SimulatedTable<PageKey> pages = new SimulatedTable<>();
  private final Map<Integer, Long> counted = new HashMap<>();

  /** Up to which offset of each partition all records are counted, as far as a job has noted it. */
  public Map<Integer, Long> counted() {
    return counted;
  }

  /** The series of each counter. */
  public SimulatedTable<CountKey> counts() {
    return counts;
  }

  /** The values of each bucket. */
  public SimulatedTable<CountKey> countsByValue() {
    return countsByValue;
  }

  /** The spilled pages. */
  public SimulatedTable<PageKey> pages() {
    return pages;
  }

  /** The cells of a row, as the product's statement sets them. */
  static Map<String, Object> cells(CountRow row) {
    Map<String, Object> cells = new HashMap<>();
    cells.put("count", row.count());
    if (row.uniques() != null) {
      cells.put("uniques", row.uniques());
    }
    row.sums().forEach((name, sum) -> cells.put(SUM + name, sum));
    return cells;
  }

  /** Makes the row of these cells, of which there must be at least one. */
  static CountRow row(CountKey key, int year, Map<String, Object> cells) {
    Map<String, BigDecimal> sums = new HashMap<>();
    cells.forEach(
        (column, value) -> {
          if (column.startsWith(SUM)) {
            sums.put(column.substring(SUM.length()), (BigDecimal) value);
          }
        });
    CounterKey counter = key.counter();
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        key.resolution(),
        year,
        key.start(),
        (Long) cells.getOrDefault("count", 0L),
        (Long) cells.get("uniques"),
        sums);
  }
}
