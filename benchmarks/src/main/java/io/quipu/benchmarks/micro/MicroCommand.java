package io.quipu.benchmarks.micro;

import io.quipu.cli.TextTable;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that runs the JMH benchmarks and prints the time of each step. */
@Command(
    name = "micro",
    mixinStandardHelpOptions = true,
    description = "Measures each step of the hot path alone, in nanoseconds; about 2 minutes.")
public final class MicroCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      defaultValue = ".*",
      description = "A regular expression for the names of benchmarks. Default: all.")
  private String only = "";

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description = {
        "Seconds of measurement per benchmark, after half as many of warm-up.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int iterations;

  @Override
  public Integer call() throws Exception {
    Path target = Path.of(System.getProperty("quipu.home", "."), "benchmarks", "target");
    Path json = Files.createDirectories(target).resolve("bench-micro.json");
    Options options =
        new OptionsBuilder()
            .include("\\.micro\\..*(?:" + only + ")")
            .forks(1)
            .warmupIterations((iterations + 1) / 2)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString())
            .build();
    spec.commandLine().getErr().println("Measuring, in a JVM for each benchmark ...");
    Collection<RunResult> results = new Runner(options).run();
    PrintWriter out = spec.commandLine().getOut();
    out.print(table(results));
    out.println();
    out.println("The same as JSON: " + json);
    out.flush();
    return 0;
  }

  private static TextTable table(Collection<RunResult> results) {
    TextTable table = new TextTable(List.of("benchmark", "ns", "+- (99.9%)"));
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      table.add(
          List.of(
              name(result),
              String.format(Locale.ROOT, "%,.0f", time.getScore()),
              String.format(Locale.ROOT, "%,.0f", time.getScoreError())));
    }
    return table;
  }

  /** The name of a result, such as {@code Page.read, events=4}. */
  private static String name(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    StringBuilder name =
        new StringBuilder(
            benchmark
                .substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1)
                .replace("Benchmark.", "."));
    for (String key : result.getParams().getParamsKeys()) {
      name.append(", ").append(key).append('=').append(result.getParams().getParam(key));
    }
    return name.toString();
  }
}
