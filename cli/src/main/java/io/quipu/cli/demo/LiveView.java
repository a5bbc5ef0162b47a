package io.quipu.cli.demo;

import io.quipu.cli.TextTable;
import io.quipu.runners.spi.JobFigures;
import io.quipu.store.counts.ValueCount;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Shows the figures of the demo. On a terminal, new figures replace the last ones; elsewhere, each
 * update is a line.
 */
final class LiveView {
  /** Without a terminal, only each fifth update is printed, to keep logs short. */
  private static final int UPDATES_PER_LINE = 5;

  private final PrintWriter out;
  private final boolean terminal;
  private long lines;
  private long updates;

  LiveView(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** The figures to show. */
  record Figures(
      Duration age,
      long sent,
      long perSecond,
      JobFigures job,
      String latency,
      String topTitle,
      List<ValueCount> top) {}

  /** Shows figures that the next update replaces. */
  void update(Figures figures) {
    if (!terminal) {
      if (updates++ % UPDATES_PER_LINE == 0) {
        out.println(line(figures));
        out.flush();
      }
      return;
    }
    if (lines > 0) {
      // Goes up by this number of lines, and erases to the end of the screen.
      out.print("\u001B[" + lines + "A\u001B[J");
    }
    String block = block(figures);
    lines = block.lines().count();
    out.print(block);
    out.flush();
  }

  /** Shows figures that stay. */
  void last(Figures figures) {
    if (terminal) {
      update(figures);
    } else {
      out.print(block(figures));
      out.flush();
    }
  }

  private static String line(Figures figures) {
    return String.format(
        Locale.ROOT,
        "%4d s  %,d events in (%,d/s), %,d counted, %,d rows written, %,d dead letters; latency %s",
        figures.age().toSeconds(),
        figures.sent(),
        figures.perSecond(),
        figures.job().counted(),
        figures.job().rowsWritten(),
        figures.job().deadLetters(),
        figures.latency());
  }

  private static String block(Figures figures) {
    JobFigures job = figures.job();
    StringBuilder text = new StringBuilder();
    String nl = System.lineSeparator();
    String number = "  %-14s %,14d   %s" + nl;
    text.append(nl);
    text.append(
        String.format(
            Locale.ROOT, number, "events in", figures.sent(), figures.perSecond() + "/s now"));
    text.append(
        String.format(
            Locale.ROOT,
            number,
            "counted",
            job.counted(),
            String.format(Locale.ROOT, "and %,d sent twice, left out", job.duplicates())));
    text.append(String.format(Locale.ROOT, number, "rows written", job.rowsWritten(), ""));
    text.append(
        String.format(Locale.ROOT, number, "dead letters", job.deadLetters(), reasons(job)));
    text.append(
        String.format(
            "  %-14s %14s   from the broker's append to the readable row%n  %-14s %s%n",
            "latency", "", "", figures.latency()));
    text.append(nl).append("  ").append(figures.topTitle()).append(nl);
    TextTable table = new TextTable(List.of("campaign", "opens", "uniques"));
    for (ValueCount value : figures.top()) {
      table.add(
          List.of(
              value.value(),
              String.format(Locale.ROOT, "%,d", value.count()),
              String.format(Locale.ROOT, "%,d", Objects.requireNonNullElse(value.uniques(), 0L))));
    }
    table.toString().lines().forEach(line -> text.append("  ").append(line).append(nl));
    return text.append(nl).toString();
  }

  private static String reasons(JobFigures job) {
    return job.deadLettersByReason().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(3)
        .map(e -> e.getKey().replaceFirst("^[a-z]+\\.", "") + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
