package io.quipu.cli.demo;

import io.quipu.cli.CommandException;
import io.quipu.cli.Interrupt;
import io.quipu.cli.Progress;
import io.quipu.cli.serve.FiringsReader;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.localstack.RunningStack;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.DimensionKey;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import io.quipu.server.api.ApiServer;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.queries.Measure;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Runs the demo on running servers: the traffic, the job, the live view and the comparison. */
final class Demo {
  private static final String TOPIC = "events";

  /** The topic of {@code triggers.yaml}. */
  private static final String FIRINGS = "quipu-firings";

  private static final int PARTITIONS = 4;
  private static final String KEYSPACE = "quipu";
  private static final int TOP = 8;
  private static final int SHOWN_DIFFERENCES = 10;

  private static final Duration REDRAW_EVERY = Duration.ofSeconds(1);
  private static final Duration CATCH_UP = Duration.ofSeconds(60);
  private static final Duration COMPARE_EVERY = Duration.ofMillis(500);

  private final RunningStack stack;
  private final Path folder;
  private final long eventsPerSecond;
  private final Progress progress;
  private final LiveView view;
  private final PrintWriter out;
  private final Recount recount = new Recount();
  private final Traffic traffic;

  private long lastSent;
  private long lastNanos;

  Demo(
      RunningStack stack,
      Path folder,
      long eventsPerSecond,
      long seed,
      Progress progress,
      PrintWriter out) {
    this.stack = stack;
    this.folder = folder;
    this.eventsPerSecond = eventsPerSecond;
    this.progress = progress;
    this.out = out;
    this.view = new LiveView(out, progress.isTerminal());
    this.traffic = new Traffic(seed, recount);
  }

  /**
   * Sends traffic for some time, or until the user stops it, and then compares.
   *
   * @param dashboard the address of the dashboard during the demo
   * @return whether the stored counts equal a recount of the sent events
   */
  boolean run(Duration duration, InetSocketAddress dashboard, Interrupt interrupt)
      throws Exception {
    createTopic();
    progress.accept("Starting the job ...");
    try (RunningJob job = new JobLauncher(progress).start(jobArguments());
        CassandraSession client = connect();
        FiringsReader firings =
            FiringsReader.start(KafkaSettings.of(stack.kafka().bootstrapServers()), FIRINGS);
        ApiServer server =
            ApiServer.start(
                new CountsReader(client, KEYSPACE), firings, KeyCheck.open(), dashboard);
        Producer<byte[], byte[]> producer = producer();
        LatencyProbe probe =
            LatencyProbe.start(producer, TOPIC, new CountsReader(client, KEYSPACE))) {
      CountsReader reader = new CountsReader(client, KEYSPACE);
      // Interrupted reads would end the demo without its comparison.
      interrupt.tellOnly();
      TrafficSender sender = new TrafficSender(producer, TOPIC, traffic, eventsPerSecond);
      if (!awaitFirstCount(job, probe, interrupt)) {
        return true;
      }
      out.printf("Dashboard: %s%n", server.uri());
      tellHow(job);
      lastNanos = System.nanoTime();
      sender.start();
      probe.trafficBegins();
      watch(job, sender, probe, reader, duration, interrupt);
      progress.accept("Stopping the traffic; what is stored is compared with what was sent ...");
      probe.stop();
      sender.stop();
      FiringsProof ofFirings = new FiringsProof(reader, firings);
      Proof.Result result = proof(job, probe, reader, ofFirings);
      view.last(figures(job, sender, probe, reader));
      tell(result, probe);
      FiringsProof.Result fired = ofFirings.compare();
      tell(fired);
      return result.holds() && fired.holds();
    }
  }

  /** Waits until the job counts, so that its start is not shown; false if the user stops it. */
  private boolean awaitFirstCount(RunningJob job, LatencyProbe probe, Interrupt interrupt)
      throws InterruptedException {
    progress.accept("Waiting for the first count ...");
    while (probe.counted() == 0) {
      if (interrupt.await(COMPARE_EVERY)) {
        return false;
      }
      requireRunning(job);
    }
    return true;
  }

  private static void requireRunning(RunningJob job) throws InterruptedException {
    if (job.awaitEnd(Duration.ZERO)) {
      throw new CommandException("The job has ended by itself; start the demo again.");
    }
  }

  private void watch(
      RunningJob job,
      TrafficSender sender,
      LatencyProbe probe,
      CountsReader reader,
      Duration duration,
      Interrupt interrupt)
      throws InterruptedException {
    Duration start = job.age();
    for (Duration left = duration;
        left.compareTo(Duration.ZERO) > 0;
        left = duration.minus(age(job, start))) {
      if (interrupt.await(left.compareTo(REDRAW_EVERY) < 0 ? left : REDRAW_EVERY)) {
        return;
      }
      sender.requireSent();
      requireRunning(job);
      view.update(figures(job, sender, probe, reader));
    }
  }

  private static Duration age(RunningJob job, Duration start) {
    return job.age().minus(start);
  }

  private LiveView.Figures figures(
      RunningJob job, TrafficSender sender, LatencyProbe probe, CountsReader reader)
      throws InterruptedException {
    Population.Company company = Population.COMPANIES.get(Population.SHOWN_COMPANY);
    YearMonth month = YearMonth.now(Clock.system(company.zone()));
    Instant start = month.atDay(1).atStartOfDay(company.zone()).toInstant();
    List<ValueCount> top =
        reader.top(
            new DimensionKey(company.name(), Population.STATISTICS.get(0), "campaign"),
            Resolution.MONTH,
            start,
            Measure.COUNT,
            TOP);
    long now = System.nanoTime();
    long sent = sender.sent() + probe.sent();
    long perSecond = Math.round((sent - lastSent) * 1e9 / Math.max(1, now - lastNanos));
    lastSent = sent;
    lastNanos = now;
    return new LiveView.Figures(
        job.age(),
        sent,
        perSecond,
        job.figures(),
        probe.figures(),
        "Top campaigns of " + company.name() + ", " + month + " (" + company.zone() + ")",
        top);
  }

  /** Compares until all is equal, because the last events are counted a moment later. */
  private Proof.Result proof(
      RunningJob job, LatencyProbe probe, CountsReader reader, FiringsProof firings)
      throws InterruptedException {
    Proof proof = new Proof(reader, recount);
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    while (true) {
      Proof.Result result = proof.compare();
      boolean complete =
          result.holds()
              && probe.counted() == probe.sent()
              && job.figures().deadLetters() >= traffic.broken()
              // A firing is sent when a checkpoint has it.
              && firings.compare().holds();
      if (complete || System.nanoTime() >= deadline) {
        return result;
      }
      job.awaitEnd(COMPARE_EVERY);
    }
  }

  private void tell(Proof.Result result, LatencyProbe probe) {
    if (result.holds()) {
      out.printf(
          Locale.ROOT,
          "Right: %,d rows of counts, uniques and revenue equal a recount of the %,d events sent"
              + " (%,d broken, %,d sent twice).%n",
          result.rows(),
          traffic.events() + probe.sent(),
          traffic.broken(),
          traffic.resent());
    } else {
      out.printf(
          Locale.ROOT,
          "WRONG: of %,d rows, %,d differ from a recount of what was sent:%n",
          result.rows(),
          result.differences().size());
      result.differences().stream().limit(SHOWN_DIFFERENCES).forEach(out::println);
    }
    out.flush();
  }

  private void tell(FiringsProof.Result fired) {
    if (fired.holds()) {
      out.printf(Locale.ROOT, "Right: %,d firings of two triggers, each once.%n", fired.firings());
    } else {
      out.println("WRONG: triggers have not fired as the counts say:");
      fired.differences().stream().limit(SHOWN_DIFFERENCES).forEach(out::println);
    }
    out.flush();
  }

  private void tellHow(RunningJob job) {
    job.webAddress().ifPresent(web -> out.printf("Flink's web page: %s%n", web));
    out.printf(
        "In another terminal, while this runs:%n"
            + "  ./quipu top --company=acme --statistic=email_open --dimension=campaign"
            + " --cassandra=%s%n"
            + "  ./quipu counts --company=acme --statistic=purchase --resolution=hour"
            + " --cassandra=%s%n"
            + "  ./quipu counts --company=acme --sequence=opened_then_bought --steps"
            + " --cassandra=%s%n"
            + "  ./quipu triggers tail --topic=%s --from-beginning --bootstrap-servers=%s%n",
        cassandra(), cassandra(), cassandra(), FIRINGS, stack.kafka().bootstrapServers());
    out.flush();
  }

  private String cassandra() {
    return "127.0.0.1:" + stack.cassandra().contactPoint().getPort();
  }

  private List<String> jobArguments() throws IOException {
    Path catalog = folder.resolve("catalog.yaml");
    try (OutputStream out = Files.newOutputStream(catalog)) {
      for (String part : List.of("catalog.yaml", "sequences.yaml", "triggers.yaml")) {
        try (InputStream ours = Demo.class.getResourceAsStream(part)) {
          Objects.requireNonNull(ours).transferTo(out);
        }
      }
    }
    return List.of(
        "--runner=flink",
        "--catalog=" + catalog,
        "--source=kafka",
        "--input=" + TOPIC,
        "--bootstrap-servers=" + stack.kafka().bootstrapServers(),
        "--cassandra=" + cassandra(),
        "--keyspace=" + KEYSPACE,
        "--state-folder=" + folder.resolve("state"));
  }

  private CassandraSession connect() throws InterruptedException {
    return CassandraSession.open(CassandraSettings.of(cassandra(), KEYSPACE), CATCH_UP, progress);
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            stack.kafka().bootstrapServers(),
            "compression.type",
            "lz4",
            "linger.ms",
            "5",
            "batch.size",
            "131072"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void createTopic() throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
      NewTopic topic =
          new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())
              .configs(Map.of("message.timestamp.type", "LogAppendTime"));
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new CommandException(
          "Kafka did not create the topic: " + e + "; start the demo again.", e);
    }
  }
}
