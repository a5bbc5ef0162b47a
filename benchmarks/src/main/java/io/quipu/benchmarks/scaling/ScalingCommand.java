package io.quipu.benchmarks.scaling;

import io.quipu.benchmarks.job.Servers;
import io.quipu.benchmarks.report.LineChart;
import io.quipu.benchmarks.report.Report;
import io.quipu.benchmarks.scaling.ScalingRun.Shape;
import io.quipu.cli.Progress;
import io.quipu.cli.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command that varies one quantity after the other, and fits a curve to the cost of an event.
 */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the cost of an event with 1 and 2 slots and task managers (a Flink cluster of",
      "processes on this machine), with more dimension values per event, and with more keys.",
      "Prints events per second, CPU microseconds in the job and in Cassandra, and a fitted curve."
    })
public final class ScalingCommand implements Callable<Integer> {
  private static final String SLOTS = "slots";
  private static final String FAN_OUT = "fan-out";
  private static final String KEYS = "keys";

  /** The number of customers for each dimension value. */
  private static final int CUSTOMERS_PER_VALUE = 10;

  private static final int USUAL_FAN_OUT = 10;

  /**
   * The events of a customer in a month, if the fan-out varies. With many more, the pages would
   * already contain all values.
   */
  private static final int EVENTS_PER_CUSTOMER = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = SLOTS + "," + FAN_OUT + "," + KEYS,
      description = "The quantities to vary, in this order. Default: ${DEFAULT-VALUE}.")
  private List<String> parts = List.of();

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = {
        "The number of events of each run; far fewer would measure the warm-up of the JVM.",
        "Default: ${DEFAULT-VALUE}."
      })
  private long events;

  @Option(
      names = "--fan-outs",
      split = ",",
      defaultValue = "1,10,100",
      description = {
        "Numbers of dimension values per event to measure, with one customer for ten events.",
        "Default: ${DEFAULT-VALUE}."
      })
  private List<Integer> fanOuts = List.of();

  @Option(
      names = "--customers",
      defaultValue = "10000",
      description = {
        "The least number of customers; dimension values are a tenth of them.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int customers;

  @Option(
      names = "--growths",
      split = ",",
      defaultValue = "1,10,100",
      description = "Factors by which both numbers grow. Default: ${DEFAULT-VALUE}.")
  private List<Integer> growths = List.of();

  @Override
  public Integer call() throws Exception {
    requireSense();
    Path logs = Files.createDirectories(Report.folder().resolve("scaling"));
    Progress progress = new Progress(spec.commandLine().getErr());
    List<ScalingFigures> figures = new ArrayList<>();
    int cores = Runtime.getRuntime().availableProcessors();
    try (Servers servers = Servers.start(logs, progress)) {
      ScalingRun run = new ScalingRun(servers, logs, progress);
      if (parts.contains(SLOTS)) {
        GeneratedLoad usual = load(USUAL_FAN_OUT, customers);
        figures.add(run.of(new Shape(SLOTS, "1 task manager of 1 slot", 1, 1, 1), usual, events));
        figures.add(run.of(new Shape(SLOTS, "1 task manager of 2 slots", 2, 2, 1), usual, events));
        figures.add(run.of(new Shape(SLOTS, "2 task managers of 1 slot", 2, 2, 2), usual, events));
      }
      if (parts.contains(FAN_OUT)) {
        int many =
            (int) Math.max(customers, Math.min(events / EVENTS_PER_CUSTOMER, Integer.MAX_VALUE));
        for (int fanOut : fanOuts) {
          Shape shape = new Shape(FAN_OUT, fanOut + " values", fanOut + 1.0, cores, 0);
          figures.add(run.of(shape, load(fanOut, many), events));
        }
      }
      if (parts.contains(KEYS)) {
        for (int growth : growths) {
          Shape shape = new Shape(KEYS, growth + " times", growth, cores, 0);
          figures.add(run.of(shape, load(USUAL_FAN_OUT, customers * growth), events));
        }
      }
    }
    report(figures);
    return 0;
  }

  private void requireSense() {
    boolean known = List.of(SLOTS, FAN_OUT, KEYS).containsAll(parts);
    Report.require(
        spec, known && !parts.isEmpty(), "--parts must be some of slots, fan-out and keys.");
    Report.require(spec, events >= 1000, "--events must be 1000 or more.");
    Report.require(spec, customers >= 1000, "--customers must be 1000 or more.");
    Report.require(
        spec,
        fanOuts.stream().allMatch(one -> one >= 1 && one <= Math.min(1000, customers / 10)),
        "--fan-outs must be 1 to 1000, and at most a tenth of --customers.");
    Report.require(
        spec,
        growths.stream().allMatch(one -> one >= 1 && one <= 10_000),
        "--growths must be 1 to 10000.");
  }

  private static GeneratedLoad load(int fanOut, int customers) {
    // The last month is wholly in the past, and still in state.
    YearMonth month = YearMonth.now(Clock.systemUTC()).minusMonths(1);
    return new GeneratedLoad(fanOut, customers, customers / CUSTOMERS_PER_VALUE, month);
  }

  private void report(List<ScalingFigures> figures) throws IOException {
    TextTable table =
        new TextTable(
            List.of(
                "",
                "",
                "events/s",
                "job us/event",
                "Cassandra us/event",
                "mutations/event",
                "us/mutation"));
    LineChart chart = new LineChart("Microseconds of the job's processors an event", "times");
    for (ScalingFigures one : figures) {
      table.add(
          List.of(
              one.part(),
              one.name(),
              Report.number("%,.0f", one.eventsPerSecond()),
              Report.number("%,.1f", one.jobMicros()),
              Report.number("%,.1f", one.cassandraMicros()),
              Report.number("%,.2f", one.mutationsPerEvent()),
              Report.number("%,.0f", one.cassandraMicros() / one.mutationsPerEvent())));
      chart.add(one.part(), one.x(), one.jobMicros());
    }
    Report report = Report.of(spec).text(table).figure("runs", figures).chart(chart);
    fit(report, figures, FAN_OUT, "counters an event (its values, and the whole)");
    fit(report, figures, KEYS, "keys (customers, and values)");
    report.finish();
  }

  private static void fit(Report report, List<ScalingFigures> figures, String part, String what) {
    Fit fit = new Fit();
    List<ScalingFigures> ofPart = figures.stream().filter(one -> one.part().equals(part)).toList();
    if (ofPart.size() < 2) {
      return;
    }
    ofPart.forEach(one -> fit.add(one.x(), one.jobMicros()));
    double exponent = fit.exponent();
    report.line(
        String.format(
            Locale.ROOT,
            "The job's time for an event grows with %s to the power of %.2f: %s.",
            what,
            exponent,
            Fit.name(exponent)));
    report.figure(part + " exponent", exponent);
    if (part.equals(FAN_OUT)) {
      report.line(
          String.format(
              Locale.ROOT,
              "As a line: %.1f us, and %.2f us for each counter.",
              fit.start(),
              fit.slope()));
      report.figure("us per event", fit.start()).figure("us per counter", fit.slope());
    }
  }
}
