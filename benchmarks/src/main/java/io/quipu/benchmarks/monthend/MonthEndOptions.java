package io.quipu.benchmarks.monthend;

import io.quipu.benchmarks.job.Servers;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.Progress;
import io.quipu.cli.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of the benchmark of a month's end, and the benchmark. */
public final class MonthEndOptions {
  @Option(
      names = "--month-end",
      required = true,
      description = {
        "Measures a job whose state has so many customers of a month that is over, while their",
        "pages leave state."
      })
  private long pages;

  @Option(
      names = "--live-events-per-second",
      defaultValue = "5000",
      description = "The rate of live events. Default: ${DEFAULT-VALUE}.")
  private double eventsPerSecond;

  @Option(
      names = "--retention-seconds",
      defaultValue = "240",
      description = {
        "How long the pages stay after the last one came. It must be more than twice --seconds.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int retention;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Seconds of measurement before and after. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--kill", description = "Kills the job when a third of the pages has left.")
  private boolean killed;

  @Option(names = "--heap", description = "The heap of the job's JVM. Default: ${DEFAULT-VALUE}.")
  private String heap = "2g";

  @Option(
      names = "--job-option",
      description = "One more option of Quipu's job, such as --shards=64.")
  private List<String> jobOptions = List.of();

  /** Runs the benchmark, and prints its report. */
  public int run(CommandSpec spec) throws IOException, InterruptedException {
    Report.require(
        spec,
        pages > 0 && eventsPerSecond > 0 && seconds > 0,
        "--month-end, --live-events-per-second and --seconds must be over 0.");
    Report.require(
        spec, retention > 2 * seconds, "--retention-seconds must be more than twice --seconds.");
    Path logs = Files.createDirectories(Report.folder().resolve("month-end"));
    Progress progress = new Progress(spec.commandLine().getErr());
    MonthEndRun.Plan plan =
        new MonthEndRun.Plan(
            pages,
            eventsPerSecond,
            Duration.ofSeconds(retention),
            Duration.ofSeconds(seconds),
            killed,
            heap,
            jobOptions,
            logs);
    try (Servers servers = Servers.start(logs, progress);
        MonthEndRun run = MonthEndRun.start(servers, plan, progress)) {
      List<MonthEndFigures> figures = run.figures();
      Report report = Report.of(spec).text(table(figures)).figure("month's end", figures);
      run.findings().forEach(report::line);
      report.finish();
    }
    return 0;
  }

  private static TextTable table(List<MonthEndFigures> figures) {
    TextTable table =
        new TextTable(
            List.of(
                "part",
                "seconds",
                "events/s",
                "probes",
                "p50 ms",
                "p99",
                "max",
                "longest checkpoint ms",
                "failed",
                "longest portion ms",
                "heap MB"));
    for (MonthEndFigures one : figures) {
      table.add(
          List.of(
              one.part(),
              Report.number("%,.0f", one.seconds()),
              Report.number("%,.0f", one.eventsPerSecond()),
              String.valueOf(one.probes()),
              Report.number("%,.0f", one.p50()),
              Report.number("%,.0f", one.p99()),
              Report.number("%,.0f", one.max()),
              Report.number("%,.0f", one.longestCheckpoint()),
              Report.number("%,.0f", one.failedCheckpoints()),
              Report.number("%,.0f", one.longestPortion()),
              Report.number("%,.0f", one.heapMegabytes())));
    }
    return table;
  }
}
