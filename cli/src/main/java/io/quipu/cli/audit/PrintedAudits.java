package io.quipu.cli.audit;

import io.quipu.audit.closed.AuditWatch;
import io.quipu.audit.recount.Comparison;
import io.quipu.cli.Progress;
import io.quipu.store.progress.AuditScope;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Prints a line for each audit, and keeps the metrics. */
final class PrintedAudits implements AuditWatch {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AuditText text;
  private final int limit;
  private final AuditMetrics metrics;
  private final PrintWriter out;
  private final Progress progress;

  PrintedAudits(
      AuditText text, int limit, AuditMetrics metrics, PrintWriter out, Progress progress) {
    this.text = text;
    this.limit = limit;
    this.metrics = metrics;
    this.out = out;
    this.progress = progress;
  }

  @Override
  public void audited(AuditScope scope, Comparison found, Duration took) {
    metrics.audited(found.stored(), took);
    StringBuilder line = new StringBuilder(name(scope)).append(": ");
    if (found.differences().isEmpty()) {
      line.append("%,d rows are right".formatted(found.stored()));
    } else {
      line.append("WRONG: %,d of %,d rows".formatted(found.differences().size(), found.expected()));
    }
    if (found.moving() > 0) {
      line.append(", %,d of them got late events meanwhile".formatted(found.moving()));
    }
    out.printf("%s (%,.1f s).%n", line, took.toMillis() / 1_000.0);
    if (!found.differences().isEmpty()) {
      out.print(text.differences(found.differences(), limit));
    }
    out.flush();
  }

  private static String name(AuditScope scope) {
    if (scope instanceof AuditScope.Hour hour) {
      return "Hour " + HOUR.format(hour.start());
    }
    if (scope instanceof AuditScope.Day day) {
      return "Day " + day.day();
    }
    return scope instanceof AuditScope.Month month ? "Month " + month.month() : "All rows";
  }

  @Override
  public void standing(Instant until, long wrongRows) {
    metrics.standing(until, wrongRows);
  }

  @Override
  public void failed(Exception cause, Duration wait) {
    metrics.failed();
    progress.accept(
        "The audit cannot continue: %s. Trying again in %,d s ..."
            .formatted(
                String.valueOf(cause.getMessage()).replaceFirst("\\.$", ""), wait.toSeconds()));
  }

  @Override
  public void waits(String why) {
    progress.accept("Waiting for the job. " + why);
  }
}
