package io.quipu.benchmarks.scaling;

import io.quipu.benchmarks.job.CpuUse;
import io.quipu.benchmarks.job.QuipuProcess;
import io.quipu.benchmarks.job.Servers;
import io.quipu.cli.Progress;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.flink.RunningFlink;
import io.quipu.localstack.process.RunningServer;
import io.quipu.runners.flink.FlinkConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Fills a topic, lets a job count it, and measures the job. */
final class ScalingRun {
  private static final int PARTITIONS = 4;
  private static final long LOOK_MILLIS = 200;
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STALLED = Duration.ofMinutes(2);

  /** The share of the events after which the JVM is warm. */
  private static final double WARM = 0.4;

  private final Servers servers;
  private final Path logs;
  private final Progress progress;
  private int number;

  /**
   * The settings of one run.
   *
   * @param part the quantity that varies
   * @param name the name of the run
   * @param x the value of that quantity
   * @param slots the job's parallelism
   * @param taskManagers the task managers of a separate Flink cluster; 0 for Flink in the job's
   *     process
   */
  record Shape(String part, String name, double x, int slots, int taskManagers) {}

  ScalingRun(Servers servers, Path logs, Progress progress) {
    this.servers = servers;
    this.logs = logs;
    this.progress = progress;
  }

  /** Runs a job that counts the given number of events of a load. */
  ScalingFigures of(Shape shape, GeneratedLoad load, long events)
      throws IOException, InterruptedException {
    String name = "scaling_" + number++;
    progress.accept(
        String.format(
            Locale.ROOT, "%s %s: sending %,d events ...", shape.part(), shape.name(), events));
    servers.createTopic(name, PARTITIONS);
    servers.createKeyspace(name);
    fill(name, load, events);
    Path folder = Files.createDirectories(servers.folder().resolve(name));
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), GeneratedLoad.CATALOG);
    List<String> options =
        new ArrayList<>(servers.statisticJob(catalog, name, name, folder.resolve("state")));
    options.add("--parallelism=" + shape.slots());
    Progressing counts = new Progressing(servers.session(), name, load.month());
    try (Cluster cluster = cluster(shape, folder, options);
        QuipuProcess job = QuipuProcess.start(logs.resolve(name + ".log"), "2g", options)) {
      List<Long> pids = cluster == null ? List.of(job.pid()) : cluster.taskManagers();
      return measure(shape, events, counts, job, pids);
    }
  }

  private ScalingFigures measure(
      Shape shape, long events, Progressing counts, QuipuProcess job, List<Long> pids)
      throws InterruptedException {
    CpuUse cpu = new CpuUse().of("job", pids).of("cassandra", List.of(servers.cassandraPid()));
    long first = await(1, counts, job, START);
    first = await(Math.max(first, (long) (WARM * events)), counts, job, STALLED);
    progress.accept(shape.part() + " " + shape.name() + ": measuring ...");
    cpu.begin();
    long began = System.nanoTime();
    long mutations = counts.mutations();
    double counted = await(events, counts, job, STALLED) - first;
    double seconds = (System.nanoTime() - began) / 1e9;
    var used = cpu.used();
    return new ScalingFigures(
        shape.part(),
        shape.name(),
        shape.x(),
        Math.max(1, shape.taskManagers()),
        shape.slots(),
        counted / seconds,
        micros(used.getOrDefault("job", Duration.ZERO)) / counted,
        micros(used.getOrDefault("cassandra", Duration.ZERO)) / counted,
        (counts.mutations() - mutations) / counted);
  }

  private static double micros(Duration time) {
    return time.toNanos() / 1e3;
  }

  /**
   * Waits until at least so many events are counted, and returns the number.
   *
   * @throws IllegalStateException if the number does not change within {@code patience}
   */
  private static long await(long wanted, Progressing counts, QuipuProcess job, Duration patience)
      throws InterruptedException {
    long counted = counts.counted();
    long changed = System.nanoTime();
    while (counted < wanted) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      job.requireRunning();
      long now = counts.counted();
      if (now > counted) {
        counted = now;
        changed = System.nanoTime();
      } else if (System.nanoTime() - changed > patience.toNanos()) {
        throw new IllegalStateException(
            "Of "
                + wanted
                + " events the job has counted "
                + counted
                + ", and no more for "
                + patience.toSeconds()
                + " s.");
      }
    }
    return counted;
  }

  private void fill(String topic, GeneratedLoad load, long events) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (Producer<byte[], byte[]> producer = servers.producer(20)) {
      for (long i = 0; i < events; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(topic, (int) (i % PARTITIONS), null, load.event(i)),
                (at, error) -> failure.compareAndSet(null, error));
      }
      producer.flush();
    }
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("Kafka did not acknowledge all events.", error);
    }
  }

  /** A Flink cluster; closing stops it. */
  private record Cluster(RunningFlink flink) implements AutoCloseable {
    List<Long> taskManagers() {
      return flink.taskManagers().stream().map(RunningServer::pid).toList();
    }

    @Override
    public void close() {
      flink.close();
    }
  }

  private static @Nullable Cluster cluster(Shape shape, Path folder, List<String> options) {
    if (shape.taskManagers() == 0) {
      return null;
    }
    RunningFlink flink =
        LocalFlink.in(folder.resolve("flink"))
            .withTaskManagers(shape.taskManagers())
            .withSlots(shape.slots() / shape.taskManagers())
            .withProperties(FlinkConfiguration.settings())
            .start();
    Cluster cluster = new Cluster(flink.awaitReady(START));
    options.add("--flinkMaster=" + flink.address());
    return cluster;
  }
}
