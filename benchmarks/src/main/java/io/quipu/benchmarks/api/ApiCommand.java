package io.quipu.benchmarks.api;

import io.quipu.benchmarks.job.CpuUse;
import io.quipu.benchmarks.job.QuipuProcess;
import io.quipu.benchmarks.job.Servers;
import io.quipu.benchmarks.report.LineChart;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.Progress;
import io.quipu.cli.TextTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command that measures {@code ./quipu serve}: requests for all hours of a month, while rows
 * are written to Cassandra.
 */
@Command(
    name = "api",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how long ./quipu serve takes to answer with all hours of a month,",
      "while rows are written to Cassandra: at rates of requests, and at full speed."
    })
public final class ApiCommand implements Callable<Integer> {
  private static final String KEYSPACE = "bench";
  private static final Duration START = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 100;
  private static final Pattern LISTENING = Pattern.compile("Listening at (\\S+)");

  /** Enough clients that a request at a rate rarely waits for a free one. */
  private static final int CLIENTS_AT_RATE = 64;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rates",
      split = ",",
      defaultValue = "250,500,750",
      description = "Rates to measure, in requests per second. Default: ${DEFAULT-VALUE}.")
  private List<Double> rates = List.of();

  @Option(
      names = "--clients",
      split = ",",
      defaultValue = "1,2,4,8",
      description = "The number of clients at full speed. Default: ${DEFAULT-VALUE}.")
  private List<Integer> clients = List.of();

  @Option(
      names = "--values",
      defaultValue = "500",
      description = "The number of values, each with all hours. Default: ${DEFAULT-VALUE}.")
  private int values;

  @Option(
      names = "--writes-per-second",
      defaultValue = "1000",
      description = "Rows written per second meanwhile. Default: ${DEFAULT-VALUE}.")
  private double writesPerSecond;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds of warm-up before measuring. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Seconds per measurement. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  private record Measured(Clients.Figures figures, Map<String, Double> cores) {}

  @Override
  public Integer call() throws Exception {
    Report.require(spec, rates.stream().allMatch(rate -> rate > 0), "--rates must be over 0.");
    Report.require(
        spec,
        clients.stream().allMatch(number -> number > 0) && values > 0,
        "--clients and --values must be 1 or more.");
    Report.require(
        spec,
        seconds > 0 && warmUp >= 0 && writesPerSecond >= 0,
        "--seconds must be over 0, --warm-up and --writes-per-second 0 or more.");
    Progress progress = new Progress(spec.commandLine().getErr());
    Path logs = Files.createDirectories(Report.folder().resolve("api"));
    List<Measured> measured;
    try (Servers servers = Servers.start(logs, progress)) {
      servers.createKeyspace(KEYSPACE);
      StoredHours hours = new StoredHours(servers.session(), KEYSPACE);
      progress.accept("Writing " + values + " values ...");
      hours.write(values);
      Path log = logs.resolve("serve.log");
      try (QuipuProcess api =
              QuipuProcess.start(
                  log,
                  "512m",
                  List.of(
                      "serve",
                      "--listen=127.0.0.1:0",
                      "--cassandra=" + servers.cassandra(),
                      "--keyspace=" + KEYSPACE));
          SteadyWrites writes = new SteadyWrites(servers.session(), hours, writesPerSecond)) {
        URI server = awaitListening(api, log);
        writes.start();
        measured = measure(new Clients(server, values), servers, api, progress);
        writes.requireWell();
      }
    }
    report(measured);
    return 0;
  }

  private static URI awaitListening(QuipuProcess api, Path log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      Matcher line = LISTENING.matcher(Files.readString(log));
      if (line.find()) {
        return URI.create(line.group(1));
      }
      api.requireRunning();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    throw new IllegalStateException("./quipu serve does not listen; see " + log + ".");
  }

  private List<Measured> measure(
      Clients asking, Servers servers, QuipuProcess api, Progress progress)
      throws InterruptedException {
    progress.accept("Warming up ...");
    asking.ask(4, Clients.NO_RATE, duration(warmUp));
    List<Measured> measured = new ArrayList<>();
    for (int number : clients) {
      progress.accept(number + " clients ...");
      measured.add(measure(asking, number, Clients.NO_RATE, servers, api));
    }
    for (double rate : rates) {
      progress.accept(String.format(Locale.ROOT, "%,.0f requests/s ...", rate));
      measured.add(measure(asking, CLIENTS_AT_RATE, rate, servers, api));
    }
    return measured;
  }

  private Measured measure(
      Clients asking, int number, double rate, Servers servers, QuipuProcess api)
      throws InterruptedException {
    CpuUse cpu =
        new CpuUse()
            .of("server", List.of(api.pid()))
            .of("cassandra", List.of(servers.cassandraPid()))
            .of("clients and writer", List.of(ProcessHandle.current().pid()))
            .begin();
    Clients.Figures figures = asking.ask(number, rate, duration(seconds));
    return new Measured(figures, cpu.cores());
  }

  private void report(List<Measured> measured) throws IOException {
    TextTable table =
        new TextTable(
            List.of(
                "asked",
                "answers/s",
                "p50 ms",
                "p95",
                "p99",
                "p99.9",
                "server cores",
                "all cores"));
    LineChart chart =
        new LineChart("To the answer, a month of hours, ms, p99", "requests a second");
    List<Map<String, Object>> runs = new ArrayList<>();
    for (Measured one : measured) {
      Clients.Figures figures = one.figures();
      boolean paced = figures.rate() > 0;
      String asked =
          paced
              ? String.format(Locale.ROOT, "%,.0f a second", figures.rate())
              : "by " + figures.clients() + " clients";
      double all = one.cores().values().stream().mapToDouble(cores -> cores).sum();
      table.add(
          List.of(
              asked,
              Report.number("%,.0f", figures.perSecond()),
              Report.number("%.1f", figures.millis(50)),
              Report.number("%.1f", figures.millis(95)),
              Report.number("%.1f", figures.millis(99)),
              Report.number("%.1f", figures.millis(99.9)),
              Report.number("%.2f", one.cores().getOrDefault("server", 0.0)),
              Report.number("%.2f", all)));
      chart.add(paced ? "at a rate" : "by clients", figures.perSecond(), figures.millis(99));
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("asked", asked);
      run.put("answersPerSecond", figures.perSecond());
      run.put("p50Millis", figures.millis(50));
      run.put("p95Millis", figures.millis(95));
      run.put("p99Millis", figures.millis(99));
      run.put("p999Millis", figures.millis(99.9));
      run.put("cores", one.cores());
      runs.add(run);
    }
    Report.of(spec)
        .text(table)
        .line(
            String.format(
                Locale.ROOT,
                "Each answer has %d hours of one of %,d values and was checked; meanwhile %,.0f rows"
                    + " a second were written.",
                StoredHours.HOURS,
                values,
                writesPerSecond))
        .line("Clients, server and Cassandra run on the same machine.")
        .figure("runs", runs)
        .chart(chart)
        .finish();
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
