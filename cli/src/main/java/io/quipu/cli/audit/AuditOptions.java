package io.quipu.cli.audit;

import io.quipu.audit.Audit;
import io.quipu.audit.Heal;
import io.quipu.cli.UsageException;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.CountMode;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.runners.spi.JobLauncher;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of an audit: those of the job, and which rows to compare. */
final class AuditOptions {
  @Option(
      names = "--month",
      paramLabel = "MONTH",
      description = "Compare this month alone, such as 2026-11; by default all months.")
  private @Nullable String month;

  @Option(
      names = "--job",
      paramLabel = "statistic|customer",
      defaultValue = "statistic",
      description = "Whose counts: those of companies, or of customers (default ${DEFAULT-VALUE}).")
  private JobKind kind = JobKind.STATISTIC;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "20",
      description = "How many wrong rows to print; 0 prints all (default ${DEFAULT-VALUE}).")
  private int limit;

  /** What an audit of these options works on. */
  record Job(JobSpec spec, Catalog catalog, @Nullable YearMonth month) {
    Audit audit(Consumer<String> progress) {
      return new Audit(spec, catalog, month, progress);
    }

    Heal heal(boolean stopped, Consumer<String> progress) {
      return new Heal(spec, catalog, stopped, progress);
    }
  }

  /**
   * Reads the options and the catalog.
   *
   * @param others the options of the job
   * @throws UsageException if an option does not go with an audit
   */
  Job job(List<String> others) throws CatalogException {
    List<String> arguments = new ArrayList<>(others);
    arguments.add("--job=" + kind);
    if (limit < 0) {
      throw new UsageException("--limit=" + limit + " is out of range; write 0 or more.");
    }
    YearMonth compared = month();
    // A user gives the options with which the job was started.
    JobSpec spec =
        JobSpec.parse(
            JobArguments.parse(
                arguments,
                JobLauncher.available().stream()
                    .flatMap(runner -> runner.options().stream())
                    .toList()));
    if (spec.countMode() != CountMode.FINAL || spec.delivery() == Delivery.AT_MOST_ONCE) {
      throw new UsageException(
          "An audit is for final counts with checkpoints; leave out --count-mode and --delivery."
              + " Counts in another mode are not exact after a crash.");
    }
    return new Job(spec, CatalogFile.load(spec.catalogFile()), compared);
  }

  /** Whether one month alone is compared. */
  boolean isOfMonth() {
    return month != null;
  }

  int limit() {
    return limit == 0 ? Integer.MAX_VALUE : limit;
  }

  private @Nullable YearMonth month() {
    try {
      return month == null ? null : YearMonth.parse(month);
    } catch (DateTimeParseException e) {
      throw new UsageException("--month=" + month + " is no month; write one such as 2026-11.");
    }
  }
}
