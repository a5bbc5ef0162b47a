package io.quipu.benchmarks.state;

import io.quipu.benchmarks.report.LineChart;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.TextTable;
import java.util.List;
import java.util.Locale;

/** Writes the figures of growing state to a report. */
final class GrowthReport {
  private GrowthReport() {}

  static void tell(Report report, List<GrowthFigures> all) {
    LineChart chart = new LineChart("Microseconds for a get and a put", "keys");
    TextTable table =
        new TextTable(
            List.of(
                "key",
                "keys",
                "pages",
                "bytes/key",
                "index bytes/page",
                "checkpoint MB",
                "in s",
                "get us",
                "put us",
                "increment MB",
                "in s",
                "per byte changed"));
    for (GrowthFigures one : all) {
      table.add(
          List.of(
              one.of(),
              String.format(Locale.ROOT, "%,d", one.keys()),
              String.format(Locale.ROOT, "%,d", one.pages()),
              number(one.bytesPerKey()),
              number(one.indexBytesPerPage()),
              number(one.checkpointBytes() / 1e6),
              number(one.checkpointMillis() / 1e3),
              number(one.getMicros()),
              number(one.putMicros()),
              number(one.incrementBytes() / 1e6),
              number(one.incrementMillis() / 1e3),
              number((double) one.incrementBytes() / Math.max(1, one.touchedBytes()))));
      chart.add(one.of(), (double) one.keys(), one.getMicros() + one.putMicros());
    }
    report
        .text(table)
        .line("A checkpoint's time is that of all keys since the size before, copied to this disk;")
        .line("an increment is that of ten after random pages were read and written, on average.")
        .figure("growth", all)
        .chart(chart);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.2f", value);
  }
}
