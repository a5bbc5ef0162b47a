package io.quipu.cli.audit;

import io.quipu.audit.Audit;
import io.quipu.audit.closed.ClosedAudits;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Interrupt;
import io.quipu.cli.Progress;
import io.quipu.cli.UsageException;
import io.quipu.model.text.IsoTime;
import io.quipu.model.text.IsoTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code quipu audit}: compares the stored counts with a recount of the raw events. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Counts the raw events again, by SQL, and compares the result with the stored rows.",
      "Give the options of ./quipu run statistic: --catalog, --source, --input, --keyspace and so"
          + " on. The job may run meanwhile. The exit code is 1 if a row is wrong."
    },
    customSynopsis =
        "quipu audit --catalog=FILE --input=TOPIC|GLOB [--month=MONTH | --closed-hours | --follow]"
            + " [OPTION...]")
public final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditOptions options;
  @Unmatched private List<String> others = new ArrayList<>();

  @Option(
      names = "--closed-hours",
      description =
          "Audit the hours, days and months that have closed since the last audit, beside the"
              + " running job.")
  private boolean closedHours;

  @Option(
      names = "--follow",
      description = "The same, and each later one when it has closed, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "With --closed-hours or --follow: begin with the hour, day and month of this time if"
              + " nothing was audited yet, such as 2026-11-27T00:00Z; by default all rows are"
              + " compared first.")
  private @Nullable String since;

  @Option(
      names = "--audit-metrics-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "With --follow: the port where it shows its metrics to Prometheus; 0 means none (default"
              + " ${DEFAULT-VALUE}).")
  private int metricsPort;

  @Override
  public Integer call() throws Exception {
    boolean ofClosed = closedHours || follow;
    requireTogether(ofClosed);
    Instant first = since == null ? null : time(since);
    AuditOptions.Job job = options.job(others);
    Progress progress = new Progress(spec.commandLine().getErr());
    if (ofClosed) {
      return auditClosed(job, first, progress);
    }
    Audit.Result result = job.audit(progress).run();
    spec.commandLine()
        .getOut()
        .print(new AuditText(job.catalog().timeZones()).of(result, options.limit()));
    return result.isRight() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private static Instant time(String text) {
    try {
      return IsoTime.instant(text);
    } catch (IsoTimeException e) {
      throw new UsageException("--since=" + text + " is no time. " + e.getMessage());
    }
  }

  private void requireTogether(boolean ofClosed) {
    if (closedHours && follow) {
      throw new UsageException("--closed-hours is a part of --follow; give one of them.");
    }
    if (ofClosed && options.isOfMonth()) {
      throw new UsageException(
          "--month does not go with --closed-hours and --follow; leave it out.");
    }
    if (since != null && !ofClosed) {
      throw new UsageException("--since is for --closed-hours and --follow; add one of them.");
    }
    if (metricsPort != 0 && !follow) {
      throw new UsageException("--audit-metrics-port is for --follow; add it.");
    }
  }

  private int auditClosed(AuditOptions.Job job, @Nullable Instant first, Progress progress)
      throws Exception {
    try (Interrupt interrupt = Interrupt.handle();
        AuditMetrics metrics = AuditMetrics.at(metricsPort)) {
      PrintedAudits printed =
          new PrintedAudits(
              new AuditText(job.catalog().timeZones()),
              options.limit(),
              metrics,
              spec.commandLine().getOut(),
              progress);
      try (ClosedAudits audits =
          ClosedAudits.open(job.spec(), job.catalog(), first, printed, progress)) {
        return audits.run(follow) ? ExitCodes.DONE : ExitCodes.FAILED;
      } catch (InterruptedException e) {
        if (!follow || !interrupt.isRequested()) {
          throw e;
        }
        // Following ends in no other way.
        progress.accept("Stopped. The next start continues after the last audit.");
        return ExitCodes.DONE;
      }
    }
  }
}
