package io.quipu.benchmarks.tail;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.benchmarks.job.CpuUse;
import io.quipu.benchmarks.job.QuipuProcess;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.Progress;
import io.quipu.cli.demo.Population;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu bench tail}: growing files, counted by Quipu and by a straight Python script. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Counts the same files with a straight Python script, which keeps everything in memory, and with",
      "./quipu run statistic --source=tail, which writes rows to a Cassandra on the same machine."
    })
public final class TailCommand implements Callable<Integer> {
  private static final String KEYSPACE = "bench";
  private static final int FILES = 4;
  private static final long SEED = 20_261_127;
  private static final long POLL_MILLIS = 100;

  /** The rate is measured behind this share of the events, when the JVM is warm. */
  private static final double WARM = 0.2;

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

  @Spec private CommandSpec spec;

  @Option(
      names = "--events",
      defaultValue = "2000000",
      description = "The number of events. Default: ${DEFAULT-VALUE}.")
  private long events;

  /** What the job needed. */
  private record JobRun(double seconds, double warmRate, Map<String, Duration> cpu) {}

  @Override
  public Integer call() throws Exception {
    Report.require(spec, events >= 10_000, "--events must be 10000 or more.");
    Progress progress = new Progress(spec.commandLine().getErr());
    Path folder = Files.createTempDirectory(Report.folder(), "tail-");
    try {
      progress.accept("Writing %,d events into %d files ...".formatted(events, FILES));
      TrafficFiles traffic = TrafficFiles.write(folder.resolve("logs"), FILES, events, SEED);
      progress.accept("Counting them with Python ...");
      PythonCount python = PythonCount.run(folder, traffic.files());
      require(python.counted(), traffic.counted(), "The script");
      JobRun job = count(folder, traffic, progress);
      report(traffic, python, job);
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return 0;
  }

  private static void require(long counted, long expected, String who) {
    if (counted != expected) {
      throw new IllegalStateException(
          "%s has counted %,d of %,d events, so the figures would be wrong."
              .formatted(who, counted, expected));
    }
  }

  private JobRun count(Path folder, TrafficFiles traffic, Progress progress)
      throws IOException, InterruptedException {
    progress.accept("Starting Cassandra ...");
    try (RunningCassandra cassandra =
        LocalCassandra.in(folder.resolve("cassandra")).start().awaitReady(TIMEOUT)) {
      String address =
          cassandra.contactPoint().getHostString() + ":" + cassandra.contactPoint().getPort();
      try (CassandraSession session =
          CassandraSession.open(CassandraSettings.of(address, KEYSPACE), TIMEOUT, progress)) {
        new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
        progress.accept("Counting them with Quipu ...");
        return count(folder, traffic, address, cassandra.pid(), session);
      }
    }
  }

  private JobRun count(
      Path folder, TrafficFiles traffic, String address, long cassandra, CassandraSession session)
      throws IOException, InterruptedException {
    CountsReader reader = new CountsReader(session, KEYSPACE);
    long began = System.nanoTime();
    try (QuipuProcess quipu =
        QuipuProcess.start(folder.resolve("quipu.log"), "2g", job(folder, address))) {
      CpuUse cpu =
          new CpuUse()
              .of("quipu", List.of(quipu.pid()))
              .of("cassandra", List.of(cassandra))
              .begin();
      long warmAt = 0;
      long warmCount = 0;
      long counted = 0;
      while (counted < traffic.counted()) {
        Thread.sleep(POLL_MILLIS);
        quipu.requireRunning();
        counted = counted(reader);
        if (warmAt == 0 && counted > traffic.counted() * WARM) {
          warmAt = System.nanoTime();
          warmCount = counted;
        }
      }
      long end = System.nanoTime();
      require(counted, traffic.counted(), "Quipu");
      return new JobRun(
          (end - began) / 1e9, (counted - warmCount) * 1e9 / (end - warmAt), cpu.used());
    }
  }

  private static List<String> job(Path folder, String address) throws IOException {
    Path catalog = folder.resolve("catalog.yaml");
    try (InputStream text =
        Objects.requireNonNull(TailCommand.class.getResourceAsStream("catalog.yaml"))) {
      Files.write(catalog, text.readAllBytes());
    }
    return List.of(
        "run",
        "statistic",
        "--catalog=" + catalog,
        "--source=tail",
        "--input=" + folder.resolve("logs") + "/*.jsonl",
        "--dead-letters=files:" + folder.resolve("dead-letters"),
        "--cassandra=" + address,
        "--keyspace=" + KEYSPACE,
        "--state-folder=" + folder.resolve("state"));
  }

  /** The events in all rows of months. */
  private static long counted(CountsReader reader) {
    long sum = 0;
    for (Population.Company company : Population.COMPANIES) {
      for (String statistic : Population.STATISTICS) {
        CounterKey whole = CounterKey.whole(company.name(), statistic);
        for (CountRow row :
            reader.series(whole, Resolution.MONTH, BEGINNING, Instant.now().plus(TIMEOUT))) {
          sum += row.count();
        }
      }
    }
    return sum;
  }

  private void report(TrafficFiles traffic, PythonCount python, JobRun job) throws IOException {
    double pythonRate = events / python.seconds();
    double micros = 1e6 / traffic.counted();
    double quipuCpu = seconds(job, "quipu");
    Report.of(spec)
        .line("                  events/s   CPU us an event")
        .line(line("Python script", pythonRate, python.cpuSeconds() * micros))
        .line(line("Quipu, warm", job.warmRate(), quipuCpu * micros))
        .line(line("Quipu, with start", traffic.counted() / job.seconds(), quipuCpu * micros))
        .line(
            String.format(
                Locale.ROOT,
                "Quipu counts %.1f times as many events a second as the script, on all cores, with rows"
                    + " in Cassandra, checkpoints and state on disk. The script has %,.0f MB in memory."
                    + " Cassandra needs %.1f us of CPU an event.",
                job.warmRate() / pythonRate,
                python.megabytes(),
                seconds(job, "cassandra") * micros))
        .figure("python-events-per-second", pythonRate)
        .figure("quipu-events-per-second-warm", job.warmRate())
        .figure("ratio", job.warmRate() / pythonRate)
        .finish();
  }

  private static double seconds(JobRun job, String process) {
    return job.cpu().getOrDefault(process, Duration.ZERO).toNanos() / 1e9;
  }

  private static String line(String who, double rate, double micros) {
    return String.format(Locale.ROOT, "%-18s%,8.0f   %15.1f", who, rate, micros);
  }
}
