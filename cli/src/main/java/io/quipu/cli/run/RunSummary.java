package io.quipu.cli.run;

import io.quipu.runners.spi.JobFigures;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** The numbers of a job as text. */
final class RunSummary {
  private RunSummary() {}

  /** One line, while the job runs. */
  static String line(JobFigures figures, Duration age, boolean bounded) {
    String line =
        String.format(
            Locale.ROOT,
            "%s  %,d events, %,d counted, %,d dead letters, %,d rows written",
            time(age),
            figures.events(),
            figures.counted(),
            figures.deadLetters(),
            figures.rowsWritten());
    // Only at the end of its input does a bounded run store what it has in state.
    return bounded && figures.pagesInState() > 0 && figures.pagesSpilled() > 0
        ? line
            + String.format(
                Locale.ROOT,
                "; storing state, %,d of %,d pages are left",
                figures.pagesInState(),
                figures.pagesInState() + figures.pagesSpilled())
        : line;
  }

  /** One line, while a batch runs. */
  static String line(String batchProgress, Duration age) {
    return time(age) + "  " + batchProgress;
  }

  /** The summary at the end. */
  static String of(JobFigures figures, Duration age) {
    StringBuilder text = new StringBuilder();
    line(text, "events", figures.events(), "");
    line(text, "counted", figures.counted(), "once in each of its statistics");
    optional(text, "duplicates", figures.duplicates(), "their ids were counted before");
    optional(text, "without customer", figures.withoutCustomer(), "counted for nobody");
    optional(text, "ignored", figures.ignored(), "of no statistic in the catalog");
    optional(text, "unknown keys", figures.unknown(), "not found in a lookup");
    optional(
        text,
        "properties left out",
        figures.propertiesLeftOut(),
        "over the limit of 'properties', or too long");
    optional(
        text, "lookup values left out", figures.lookupValuesTooLong(), "longer than 2048 bytes");
    optional(
        text, "files cut off", figures.filesCutOff(), "their ends may not be counted; see the log");
    optional(text, "files not read", figures.filesUnread(), "see the log");
    line(text, "dead letters", figures.deadLetters(), "");
    for (Map.Entry<String, Long> reason : figures.deadLettersByReason().entrySet()) {
      line(text, "  " + reason.getKey(), reason.getValue(), "");
    }
    line(text, "rows written", figures.rowsWritten(), "");
    text.append(String.format(Locale.ROOT, "%-28s %14s%n", "duration", time(age)));
    return text.toString();
  }

  private static void optional(StringBuilder text, String what, long number, String note) {
    if (number > 0) {
      line(text, what, number, note);
    }
  }

  private static void line(StringBuilder text, String what, long number, String note) {
    String line = String.format(Locale.ROOT, "%-28s %,14d  %s", what, number, note);
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }

  private static String time(Duration age) {
    return age.toMinutes() < 1
        ? String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1000.0)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", age.toHours(), age.toMinutesPart(), age.toSecondsPart());
  }
}
