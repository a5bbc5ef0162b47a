package io.quipu.benchmarks.latency;

import io.quipu.benchmarks.job.CpuUse;
import io.quipu.benchmarks.job.QuipuProcess;
import io.quipu.benchmarks.job.Servers;
import io.quipu.cli.Progress;
import io.quipu.cli.demo.DemoCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;

/** Measures one job with one setting, at one rate after the other. */
final class LatencyRun {
  private static final int PARTITIONS = 4;

  /** Enough counters that each of the job's subtasks and window offsets has some. */
  private static final int COUNTERS = 16;

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration CATCH_UP = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 200;

  private final Servers servers;
  private final Plan plan;
  private final Progress progress;
  private final Clock clock = Clock.systemUTC();

  /**
   * The plan of a run.
   *
   * @param rates the rates in events per second, the lowest first
   * @param warmUp the warm-up at each rate
   * @param measured the duration of the measurement at each rate
   * @param probesPerSecond the probe events per second
   * @param heap the value of the job's -Xmx
   * @param jobOptions more options of the job
   * @param logs the folder for the output of jobs
   */
  record Plan(
      List<Double> rates,
      Duration warmUp,
      Duration measured,
      double probesPerSecond,
      String heap,
      List<String> jobOptions,
      Path logs) {}

  LatencyRun(Servers servers, Plan plan, Progress progress) {
    this.servers = servers;
    this.plan = plan;
    this.progress = progress;
  }

  /** The figures of each rate. */
  List<LatencyFigures> of(LatencySetting setting) throws IOException, InterruptedException {
    String name = "latency_" + setting.window() + "_" + setting.bundleMillis();
    servers.createTopic(name, PARTITIONS);
    servers.createKeyspace(name);
    long eventMillis = clock.millis();
    Probes probes = new Probes(COUNTERS);
    progress.accept("Starting the job, " + setting + " ...");
    try (QuipuProcess job = start(setting, name);
        Producer<byte[], byte[]> many = servers.producer(5);
        Producer<byte[], byte[]> single = servers.producer(0);
        SteadyTraffic traffic = new SteadyTraffic(many, name, 1);
        ProbeSender sender =
            new ProbeSender(single, name, PARTITIONS, probes, eventMillis, plan.probesPerSecond());
        ProbeReader reader = new ProbeReader(servers.session(), name, probes, eventMillis)) {
      Watched all = new Watched(job, traffic, sender, reader);
      probes.measureFrom(0);
      sender.start();
      reader.start();
      traffic.start();
      awaitFirst(probes, all);
      List<LatencyFigures> figures = new ArrayList<>();
      for (double rate : plan.rates()) {
        figures.add(measure(setting, rate, probes, all));
      }
      return figures;
    }
  }

  /** The work and processes that must not fail during the measurement. */
  private record Watched(
      QuipuProcess job, SteadyTraffic traffic, ProbeSender sender, ProbeReader reader) {
    void requireWell() {
      job.requireRunning();
      traffic.requireWell();
      sender.requireWell();
      reader.requireWell();
    }
  }

  private LatencyFigures measure(LatencySetting setting, double rate, Probes probes, Watched all)
      throws InterruptedException {
    progress.accept(String.format(Locale.ROOT, "%s, %,.0f events/s ...", setting, rate));
    all.traffic().rate(rate);
    await(plan.warmUp(), all);
    CpuUse cpu =
        new CpuUse()
            .of("job", List.of(all.job().pid()))
            .of("cassandra", List.of(servers.cassandraPid()))
            .of("kafka", List.of(servers.kafkaPid()))
            .of("senders and reader", List.of(ProcessHandle.current().pid()))
            .begin();
    long sent = all.traffic().sent();
    long began = System.nanoTime();
    probes.measureFrom(clock.millis());
    await(plan.measured(), all);
    probes.measureUntil(clock.millis());
    double perSecond = (all.traffic().sent() - sent) * 1e9 / (System.nanoTime() - began);
    var cores = cpu.cores();
    LatencyFigures.Traffic traffic =
        new LatencyFigures.Traffic(
            rate, perSecond, all.traffic().worstLagMillis(), all.traffic().compression());
    awaitRead(probes, all);
    probes.giveUp(all.reader().micros());
    return LatencyFigures.of(setting, traffic, probes, cores);
  }

  private void await(Duration time, Watched all) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      all.requireWell();
    }
  }

  /**
   * Waits until the probes are read. The traffic continues, because late probes would be read
   * sooner without it.
   */
  private void awaitRead(Probes probes, Watched all) throws InterruptedException {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    while (probes.unread() > 0 && System.nanoTime() < deadline) {
      await(Duration.ofMillis(LOOK_MILLIS), all);
    }
  }

  private void awaitFirst(Probes probes, Watched all) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (probes.latencies().getTotalCount() == 0) {
      await(Duration.ofMillis(LOOK_MILLIS), all);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "The job has counted nothing within "
                + START.toMinutes()
                + " minutes; see its log in "
                + plan.logs()
                + ".");
      }
    }
  }

  private QuipuProcess start(LatencySetting setting, String name) throws IOException {
    Path folder = Files.createDirectories(servers.folder().resolve(name));
    Path catalog = folder.resolve("catalog.yaml");
    try (InputStream ours = DemoCommand.class.getResourceAsStream("catalog.yaml")) {
      Files.copy(Objects.requireNonNull(ours), catalog);
    }
    List<String> options =
        new ArrayList<>(servers.statisticJob(catalog, name, name, folder.resolve("state")));
    options.addAll(setting.options());
    options.addAll(plan.jobOptions());
    return QuipuProcess.start(plan.logs().resolve(name + ".log"), plan.heap(), options);
  }
}
