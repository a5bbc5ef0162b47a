package io.quipu.benchmarks.monthend;

import io.quipu.benchmarks.job.QuipuProcess;
import io.quipu.benchmarks.job.Servers;
import io.quipu.benchmarks.latency.ProbeReader;
import io.quipu.benchmarks.latency.ProbeSender;
import io.quipu.benchmarks.latency.Probes;
import io.quipu.benchmarks.latency.SteadyTraffic;
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
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Fills a job's state with the pages of a month that is over, and measures live events before,
 * while and after these pages leave state.
 */
final class MonthEndRun implements AutoCloseable {
  private static final String NAME = "month_end";
  private static final int PARTITIONS = 4;
  private static final int COUNTERS = 16;
  private static final int CHUNK = 100_000;
  private static final long LOOK_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** So long no page leaves, and then all have left. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  /**
   * The plan of a run.
   *
   * @param pages how many customers have a page
   * @param eventsPerSecond the rate of live events
   * @param retention how long pages stay after the last one came; longer than the measurement
   *     before
   * @param measured how long the job is measured before and after
   * @param killed whether the job is killed when a third of the pages has left
   * @param heap the value of the job's -Xmx
   * @param jobOptions more options of the job
   * @param logs the folder for the output of the job
   */
  record Plan(
      long pages,
      double eventsPerSecond,
      Duration retention,
      Duration measured,
      boolean killed,
      String heap,
      List<String> jobOptions,
      Path logs) {}

  private final Servers servers;
  private final Plan plan;
  private final Progress progress;
  private final Clock clock = Clock.systemUTC();
  private final JobMetrics metrics;
  private final List<String> command;
  private final Probes probes = new Probes(COUNTERS);
  private final Producer<byte[], byte[]> many;
  private final Producer<byte[], byte[]> single;
  private final SteadyTraffic traffic;
  private final ProbeSender sender;
  private final ProbeReader reader;
  private final OldMonth month;
  private QuipuProcess job;
  private int starts;
  private JobMetrics.Sample latest = new JobMetrics.Sample("");

  private MonthEndRun(Servers servers, Plan plan, Progress progress) throws IOException {
    this.servers = servers;
    this.plan = plan;
    this.progress = progress;
    this.metrics = JobMetrics.atFreePort();
    long now = clock.millis();
    many = servers.producer(5);
    single = servers.producer(0);
    traffic = new SteadyTraffic(many, NAME, 1);
    sender = new ProbeSender(single, NAME, PARTITIONS, probes, now, 50);
    reader = new ProbeReader(servers.session(), NAME, probes, now);
    month = new OldMonth(many, NAME, servers.session(), NAME);
    command = command();
    job = start();
  }

  /** Starts the job; closing stops it. */
  static MonthEndRun start(Servers servers, Plan plan, Progress progress)
      throws IOException, InterruptedException {
    servers.createTopic(NAME, PARTITIONS);
    servers.createKeyspace(NAME);
    return new MonthEndRun(servers, plan, progress);
  }

  /** The figures of each part of the run. */
  List<MonthEndFigures> figures() throws IOException, InterruptedException {
    List<MonthEndFigures> figures = new ArrayList<>();
    fill();
    probes.measureFrom(0);
    sender.start();
    reader.start();
    traffic.start();
    traffic.rate(plan.eventsPerSecond());
    progress.accept("Live events ...");
    await(plan.measured().dividedBy(2), () -> false);
    figures.add(measure("before", () -> await(plan.measured(), this::isLeaving)));
    progress.accept("Waiting until the month ends ...");
    require(await(PATIENCE, this::isLeaving), "No page has left state");
    progress.accept("The month ends ...");
    if (plan.killed()) {
      long third = (plan.pages() + plan.pages() / OldMonth.CUSTOMERS_PER_CAMPAIGN) / 3;
      figures.add(
          measure("month's end, before the kill", () -> await(PATIENCE, () -> left() >= third)));
      progress.accept("Killing the job ...");
      job.kill();
      job = start();
    }
    figures.add(measure("month's end", this::awaitQuiet));
    figures.add(measure("after", () -> await(plan.measured(), () -> false)));
    return figures;
  }

  /** What must hold in the end, each as a sentence. */
  List<String> findings() throws InterruptedException {
    OldMonth.Counted before = month.counted();
    long stored = month.storedPages();
    long late = Math.min(1_000, plan.pages());
    progress.accept("Late events for the old month ...");
    month.send("late-", 0, late);
    await(PATIENCE, () -> month.counted().count() >= before.count() + late);
    OldMonth.Counted after = month.counted();
    return List.of(
        String.format(
            Locale.ROOT,
            "The old month has %,d events of %,d customers; %,d of each were sent.",
            before.count(),
            before.uniques(),
            plan.pages()),
        String.format(Locale.ROOT, "The store has %,d different pages of the month.", stored),
        String.format(
            Locale.ROOT,
            "After %,d late events of known customers it has %,d events of %,d customers.",
            late,
            after.count(),
            after.uniques()));
  }

  private interface Part {
    boolean await() throws InterruptedException;
  }

  private MonthEndFigures measure(String part, Part wait) throws InterruptedException {
    peaks = new MonthEndFigures.Peaks();
    long sent = traffic.sent();
    long began = System.nanoTime();
    probes.measureFrom(clock.millis());
    require(wait.await() || part.equals("before") || part.equals("after"), "It took too long");
    probes.measureUntil(clock.millis());
    double seconds = (System.nanoTime() - began) / 1e9;
    double rate = (traffic.sent() - sent) / seconds;
    await(Duration.ofMinutes(2), () -> probes.unread() == 0);
    probes.giveUp(reader.micros());
    return MonthEndFigures.of(part, seconds, rate, probes, peaks);
  }

  private MonthEndFigures.Peaks peaks = new MonthEndFigures.Peaks();

  private void fill() throws InterruptedException {
    for (long sent = 0; sent < plan.pages(); sent += CHUNK) {
      month.send("e", sent, Math.min(sent + CHUNK, plan.pages()));
      long wanted = sent;
      progress.change(String.format(Locale.ROOT, "%,d of %,d pages ...", sent, plan.pages()));
      require(await(PATIENCE, () -> month.counted().count() >= wanted), "The job does not count");
    }
    long all = plan.pages();
    require(await(PATIENCE, () -> month.counted().count() >= all), "The job does not count");
  }

  private boolean isLeaving() {
    return left() > 0;
  }

  private double left() {
    return latest.sum("quipu_pages_spilled");
  }

  private boolean awaitQuiet() throws InterruptedException {
    long changed = System.nanoTime();
    double before = -1;
    while (System.nanoTime() - changed < QUIET.toNanos()) {
      await(Duration.ofMillis(LOOK_MILLIS), () -> false);
      if (left() != before || left() == 0) {
        before = left();
        changed = System.nanoTime();
        progress.change(String.format(Locale.ROOT, "%,.0f pages have left ...", before));
      }
    }
    return true;
  }

  /** Waits, and looks at the job meanwhile; returns whether what is awaited has come. */
  private boolean await(Duration longest, BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() < deadline) {
      latest = metrics.read();
      peaks.add(latest);
      if (done.getAsBoolean()) {
        return true;
      }
      job.requireRunning();
      traffic.requireWell();
      sender.requireWell();
      reader.requireWell();
      TimeUnit.MILLISECONDS.sleep(Math.min(LOOK_MILLIS, Math.max(1, longest.toMillis())));
    }
    return false;
  }

  private void require(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalStateException(otherwise + "; see the log in " + plan.logs() + ".");
    }
  }

  private List<String> command() throws IOException {
    Path folder = Files.createDirectories(servers.folder().resolve(NAME));
    Path catalog = folder.resolve("catalog.yaml");
    try (InputStream ours = DemoCommand.class.getResourceAsStream("catalog.yaml")) {
      Files.copy(Objects.requireNonNull(ours), catalog);
    }
    List<String> options =
        new ArrayList<>(servers.statisticJob(catalog, NAME, NAME, folder.resolve("state")));
    options.add("--retention=" + plan.retention().toSeconds() + "s");
    options.add(metrics.option());
    options.addAll(plan.jobOptions());
    return options;
  }

  private QuipuProcess start() throws IOException {
    return QuipuProcess.start(
        plan.logs().resolve(NAME + "_" + starts++ + ".log"), plan.heap(), command);
  }

  @Override
  public void close() {
    traffic.close();
    sender.close();
    reader.close();
    many.close();
    single.close();
    job.close();
  }
}
