package io.quipu.benchmarks.throughput;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.benchmarks.report.BarChart;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.Progress;
import io.quipu.localstack.LocalStack;
import io.quipu.localstack.RunningStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that lets each contender count the same topic, one after the other. */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how many events per second Quipu and other programs count on this machine.",
      "All read the same topic with the demo's traffic; all must give the same rows as a recount."
    })
public final class ThroughputCommand implements Callable<Integer> {
  private static final String TOPIC = "events";
  private static final int PARTITIONS = 4;
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--events",
      defaultValue = "3000000",
      description = "How many events the topic has. Default: ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--contenders",
      split = ",",
      description = "The programs to run, in this order. Default: all.")
  private List<String> contenders = Contenders.names();

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "The number of threads or slots that count. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--heap",
      description = "The heap of each contender's JVM. Default: ${DEFAULT-VALUE}.")
  private String heap = "2g";

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed makes the same events. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--job-option",
      description = "One more option of Quipu's job: Beam's and Flink's own, or --shards.")
  private List<String> jobOptions = List.of();

  @Option(
      names = "--profile",
      description = "Records each JVM with Java Flight Recorder, which slows it a little.")
  private boolean profile;

  @Override
  public Integer call() throws Exception {
    contenders.forEach(Contenders::of);
    Path folder = Files.createDirectories(Report.folder().resolve("throughput"));
    Path servers = Files.createTempDirectory(folder, "servers-");
    Progress progress = new Progress(spec.commandLine().getErr());
    List<ContenderFigures> figures = new ArrayList<>();
    progress.accept("Starting Kafka and Cassandra ...");
    try (RunningStack stack = LocalStack.in(servers).start(progress)) {
      progress.accept(String.format(Locale.ROOT, "Making %,d events ...", events));
      long expected =
          TrafficTopic.fill(stack.kafka().bootstrapServers(), TOPIC, PARTITIONS, events, seed);
      Tally.Digest digest = Tally.digest();
      Tally.clear();
      ContenderRun run = new ContenderRun(folder, heap, profile, progress);
      for (String contender : contenders) {
        progress.accept("Now " + contender + " ...");
        Path state = Files.createTempDirectory(folder, "state-");
        ContenderProcess.Task task =
            new ContenderProcess.Task(contender, yardstick(stack, state), expected);
        ContenderFigures one = ContenderFigures.of(contender, run.run(task), expected, digest);
        figures.add(one);
        progress.accept(line(one, figures.get(0)));
      }
    } finally {
      MoreFiles.deleteRecursively(servers, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    report(figures);
    return figures.stream().allMatch(ContenderFigures::right) ? 0 : 1;
  }

  private Yardstick yardstick(RunningStack stack, Path state) {
    return new Yardstick(
        stack.kafka().bootstrapServers(),
        "127.0.0.1:" + stack.cassandra().contactPoint().getPort(),
        TOPIC,
        PARTITIONS,
        parallelism,
        WINDOW,
        CHECKPOINTS,
        state,
        jobOptions);
  }

  private void report(List<ContenderFigures> figures) throws IOException {
    Report report = Report.of(spec);
    BarChart chart = new BarChart("Events a second, warm");
    report.line(
        "contender                events/s   warm events/s  CPU us/event  "
            + figures.get(0).contender()
            + " is");
    for (ContenderFigures one : figures) {
      report.line(line(one, figures.get(0)));
      chart.add(one.contender(), one.warmEventsPerSecond());
    }
    report.figure("contenders", figures).chart(chart).finish();
  }

  /** A contender's figures, and the ratio of its rate to the first contender's. */
  private static String line(ContenderFigures one, ContenderFigures first) {
    return String.format(
        Locale.ROOT,
        "%-20s %,12.0f  %,14.0f  %12.1f  %5.1fx  %s",
        one.contender(),
        one.eventsPerSecond(),
        one.warmEventsPerSecond(),
        one.cpuMicrosPerEvent(),
        first.warmEventsPerSecond() / Math.max(1, one.warmEventsPerSecond()),
        one.right() ? "all rows right" : "WRONG: this run is void");
  }
}
