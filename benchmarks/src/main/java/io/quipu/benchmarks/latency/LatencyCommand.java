package io.quipu.benchmarks.latency;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.benchmarks.job.Servers;
import io.quipu.benchmarks.report.LineChart;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.Progress;
import io.quipu.cli.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command that measures the latency of probe events within steady traffic, at several rates and
 * settings of the job.
 */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the time from the broker's append of an event until its row can be read in",
      "Cassandra, by the rate of events, the window and the bundles of the job."
    })
public final class LatencyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--max-events-per-second",
      description =
          "The maximum rate of this machine. Default: what ./quipu bench throughput has measured of"
              + " the job with Cassandra.")
  private @Nullable Double most;

  @Option(
      names = "--shares",
      split = ",",
      description = "Rates to measure, in percent of it. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10,50,80")
  private List<Double> shares = List.of();

  @Option(
      names = "--windows",
      split = ",",
      defaultValue = "1s,300ms",
      description = "Values of the job's --window to measure. Default: ${DEFAULT-VALUE}.")
  private List<String> windows = List.of();

  @Option(
      names = "--bundles",
      split = ",",
      defaultValue = "50",
      description =
          "Values of the job's --maxBundleTimeMills and --autoWatermarkInterval, for each window."
              + " Default: ${DEFAULT-VALUE}.")
  private List<Long> bundles = List.of();

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description = {
        "Seconds of warm-up at each rate. A job that starts at a high rate, with all cores busy,",
        "needs minutes of warm-up, so give a low rate first. Default: ${DEFAULT-VALUE}."
      })
  private double warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Seconds of measurement at each rate. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--probes-per-second",
      defaultValue = "50",
      description = "Probe events per second. Default: ${DEFAULT-VALUE}.")
  private double probesPerSecond;

  @Option(names = "--heap", description = "The heap of the job's JVM. Default: ${DEFAULT-VALUE}.")
  private String heap = "2g";

  @Option(
      names = "--job-option",
      description = "One more option of Quipu's job, such as --shards=64.")
  private List<String> jobOptions = List.of();

  @Override
  public Integer call() throws Exception {
    Report.require(
        spec, seconds > 0 && warmUp >= 0, "--seconds must be over 0, --warm-up 0 or more.");
    Report.require(spec, probesPerSecond > 0, "--probes-per-second must be over 0.");
    Report.require(
        spec,
        shares.stream().allMatch(share -> share > 0 && share <= 200),
        "--shares must be percents, over 0 and at most 200.");
    List<Double> rates =
        shares.stream().sorted().map(share -> mostEventsPerSecond() * share / 100).toList();
    Path logs = Files.createDirectories(Report.folder().resolve("latency"));
    Progress progress = new Progress(spec.commandLine().getErr());
    LatencyRun.Plan plan =
        new LatencyRun.Plan(
            rates, duration(warmUp), duration(seconds), probesPerSecond, heap, jobOptions, logs);
    List<LatencyFigures> figures = new ArrayList<>();
    try (Servers servers = Servers.start(logs, progress)) {
      LatencyRun run = new LatencyRun(servers, plan, progress);
      for (String window : windows) {
        for (long bundle : bundles) {
          figures.addAll(run.of(new LatencySetting(window, bundle)));
        }
      }
    }
    report(figures);
    return figures.stream().allMatch(LatencyFigures::holds) ? 0 : 1;
  }

  private void report(List<LatencyFigures> figures) throws IOException {
    TextTable table =
        new TextTable(
            List.of(
                "window, bundles",
                "events/s",
                "sent/s",
                "p50 ms",
                "p95",
                "p99",
                "p99.9",
                "max",
                "poll adds",
                "probes",
                "unread",
                "job cores",
                "all cores"));
    LineChart chart = new LineChart("From append to readable row, ms, p99", "events a second");
    for (LatencyFigures one : figures) {
      String setting = one.window() + ", " + one.bundleMillis() + " ms";
      table.add(
          List.of(
              setting,
              Report.number("%,.0f", one.eventsPerSecond()),
              Report.number("%,.0f", one.sentPerSecond()),
              Report.number("%,.0f", one.p50()),
              Report.number("%,.0f", one.p95()),
              Report.number("%,.0f", one.p99()),
              Report.number("%,.0f", one.p999()),
              Report.number("%,.0f", one.max()),
              Report.number("%.1f", one.pollMillis()),
              String.valueOf(one.probes()),
              String.valueOf(one.unread()),
              Report.number("%.2f", one.cores().getOrDefault("job", 0.0)),
              Report.number(
                  "%.2f", one.cores().values().stream().mapToDouble(core -> core).sum())));
      chart.add(setting, one.eventsPerSecond(), one.p99());
    }
    Report.of(spec)
        .text(table)
        .line("From the broker's append time to the answer of Cassandra that has the row.")
        .line("'poll adds': the mean upper bound of the error of polling, included in the times.")
        .line(
            String.format(
                Locale.ROOT,
                "Kafka had %.2f bytes for each byte of the events sent fastest.",
                figures.stream()
                    .max(Comparator.comparingDouble(LatencyFigures::sentPerSecond))
                    .map(LatencyFigures::compression)
                    .orElse(1.0)))
        .figure("runs", figures)
        .chart(chart)
        .finish();
  }

  private double mostEventsPerSecond() {
    Double given = most;
    if (given != null) {
      Report.require(spec, given > 0, "--max-events-per-second must be over 0.");
      return given;
    }
    try {
      JsonNode throughput = Report.latest("throughput");
      if (throughput != null) {
        for (JsonNode contender : throughput.path("contenders")) {
          if (contender.path("contender").asText().equals("quipu-cassandra")) {
            return contender.path("warmEventsPerSecond").asDouble();
          }
        }
      }
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "bench-throughput.json cannot be read: " + e.getMessage(), e);
    }
    throw new ParameterException(
        spec.commandLine(),
        "The maximum rate of this machine is unknown: run ./quipu bench throughput first, or give"
            + " --max-events-per-second.");
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
