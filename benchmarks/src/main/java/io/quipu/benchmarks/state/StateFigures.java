package io.quipu.benchmarks.state;

import io.quipu.benchmarks.report.BarChart;
import io.quipu.cli.TextTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Adds up the sizes of pages, and presents them as figures, a table and a chart. */
final class StateFigures {
  /** Classes of pages by their number of events: each class is below one of these bounds. */
  private static final int[] BOUNDS = {2, 10, 100, Integer.MAX_VALUE};

  private static final List<String> CLASSES = List.of("1", "2 to 9", "10 to 99", "100 and more");

  private static final class Sums {
    private long pages;
    private long events;
    private long entries;
    private long bytes;
    private long bytesWithoutIds;

    void add(CustomerPage page, int size) {
      pages++;
      events += page.events();
      entries += page.entries();
      bytes += size;
      bytesWithoutIds += page.bytesWithoutIds();
    }
  }

  private final Sums all = new Sums();
  private final Sums[] classes = new Sums[BOUNDS.length];
  private int[] sizes = new int[1 << 16];

  StateFigures() {
    Arrays.setAll(classes, i -> new Sums());
  }

  /**
   * @param size the length of the page, in bytes
   */
  void add(CustomerPage page, int size) {
    if (all.pages == sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * sizes.length);
    }
    sizes[(int) all.pages] = size;
    all.add(page, size);
    int at = 0;
    while (page.events() >= BOUNDS[at]) {
      at++;
    }
    classes[at].add(page, size);
  }

  long events() {
    return all.events;
  }

  /** The figures by name, in reading order; in bytes unless the name says otherwise. */
  Map<String, Number> figures(long customers, long bytesOnDisk) {
    int[] sorted = Arrays.copyOf(sizes, (int) all.pages);
    Arrays.sort(sorted);
    Map<String, Number> figures = new LinkedHashMap<>();
    figures.put("customers", customers);
    figures.put("events", all.events);
    figures.put("pages", all.pages);
    figures.put("entries", all.entries);
    figures.put("page bytes", all.bytes);
    figures.put("bytes on disk", bytesOnDisk);
    figures.put("page bytes per entry", ratio(all.bytes, all.entries));
    figures.put("page bytes per entry without ids", ratio(all.bytesWithoutIds, all.entries));
    figures.put("bytes on disk per entry", ratio(bytesOnDisk, all.entries));
    figures.put(
        "bytes on disk per page for key, index and filter",
        ratio(bytesOnDisk - all.bytes, all.pages));
    figures.put("share of ids in page bytes", ratio(all.bytes - all.bytesWithoutIds, all.bytes));
    figures.put("page size, p50", percentile(sorted, 0.5));
    figures.put("page size, p90", percentile(sorted, 0.9));
    figures.put("page size, p99", percentile(sorted, 0.99));
    figures.put("page size, max", percentile(sorted, 1));
    return figures;
  }

  /** A table of {@link #figures}, and a table by the customers' number of events. */
  String table(Map<String, Number> figures) {
    TextTable table = new TextTable(List.of("entry: (customer, dimension value, month)", ""));
    figures.forEach((name, value) -> table.add(List.of(name, text(value))));
    TextTable byEvents =
        new TextTable(
            List.of("events in page", "pages", "entries", "bytes per entry", "without ids"));
    for (int i = 0; i < BOUNDS.length; i++) {
      Sums sums = classes[i];
      byEvents.add(
          List.of(
              CLASSES.get(i),
              text(sums.pages),
              text(sums.entries),
              text(ratio(sums.bytes, sums.entries)),
              text(ratio(sums.bytesWithoutIds, sums.entries))));
    }
    return table + System.lineSeparator() + byEvents;
  }

  /** A chart of the bytes per entry, by the customer's number of events. */
  BarChart chart() {
    BarChart chart = new BarChart("Bytes of an entry in its page, by the customer's events");
    for (int i = 0; i < BOUNDS.length; i++) {
      chart.add(CLASSES.get(i), ratio(classes[i].bytes, classes[i].entries));
    }
    return chart;
  }

  private static String text(Number value) {
    return value instanceof Double
        ? String.format(Locale.ROOT, "%,.2f", value.doubleValue())
        : String.format(Locale.ROOT, "%,d", value.longValue());
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static int percentile(int[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
