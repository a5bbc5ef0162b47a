package io.quipu.localstack;

import com.google.auto.value.AutoValue;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.localstack.process.Lifetime;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import io.quipu.localstack.process.ServerStatus;
import io.quipu.localstack.process.Startup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Settings of Kafka, Cassandra and optionally Flink on this machine, which start together.
 *
 * <p>{@link #start} is for a demo or a test: the servers end with this process. {@link #up} leaves
 * them running; {@link #status} and {@link #down} find them again by the folder. Progress is
 * reported as lines of text for a user.
 */
@AutoValue
public abstract class LocalStack {
  private static final Duration STOP_GRACE = Duration.ofSeconds(30);

  /** A stack with its files in {@code folder} and on any free ports. */
  public static LocalStack in(Path folder) {
    return new AutoValue_LocalStack(
        LocalKafka.in(kafkaFolder(folder).root()),
        LocalCassandra.in(cassandraFolder(folder).root()),
        Optional.empty());
  }

  /** A Flink cluster with its files in the folder of a stack, for {@link #withFlink}. */
  public static LocalFlink flinkIn(Path folder) {
    return LocalFlink.in(folder.resolve("flink"));
  }

  /** The settings of Kafka. */
  public abstract LocalKafka kafka();

  /** The settings of Cassandra. */
  public abstract LocalCassandra cassandra();

  /** The settings of Flink, if {@link #up} is to start one. */
  public abstract Optional<LocalFlink> flink();

  /** With Kafka on this port; 0, the default, takes any free one. */
  public LocalStack withKafkaPort(int port) {
    return new AutoValue_LocalStack(kafka().withPort(port), cassandra(), flink());
  }

  /** With Cassandra on this port; 0, the default, takes any free one. */
  public LocalStack withCassandraPort(int port) {
    return new AutoValue_LocalStack(kafka(), cassandra().withPort(port), flink());
  }

  /** With this heap of Cassandra in MiB, at least 256. */
  public LocalStack withCassandraHeapMegabytes(int megabytes) {
    return new AutoValue_LocalStack(kafka(), cassandra().withHeapMegabytes(megabytes), flink());
  }

  /** With a Flink cluster, which {@link #up} starts too. */
  public LocalStack withFlink(LocalFlink flink) {
    return new AutoValue_LocalStack(kafka(), cassandra(), Optional.of(flink));
  }

  /**
   * Starts Kafka and Cassandra, which end with this process, and waits until they are up. If one
   * fails, the other is stopped. If this Cassandra is killed, changes of its schema may be lost:
   * see {@link LocalCassandra#withoutDurableSchema}.
   *
   * @param progress is given a line when a server is up; called on other threads, one call at a
   *     time
   * @throws io.quipu.localstack.process.LocalStackException if a server cannot be started
   */
  public RunningStack start(Consumer<String> progress) {
    Startup startup = new Startup(progress);
    Supplier<RunningCassandra> cassandra =
        startup.begin(cassandra().withLifetime(Lifetime.ATTACHED).withoutDurableSchema()::start);
    Supplier<RunningKafka> kafka = startup.begin(kafka().withLifetime(Lifetime.ATTACHED)::start);
    startup.finish();
    return new RunningStack(kafka.get(), cassandra.get());
  }

  /**
   * Starts the servers that do not run yet, which outlive this process, and waits until they are
   * up. If one fails, those that were started are stopped.
   *
   * @param progress is given a line when a server is up or already runs; may be called on other
   *     threads, one call at a time
   * @throws io.quipu.localstack.process.LocalStackException if a server cannot be started
   */
  public void up(Consumer<String> progress) {
    Startup startup = new Startup(progress);
    flink()
        .map(flink -> flink.withLifetime(Lifetime.DETACHED))
        .ifPresent(flink -> flink.startMissing(progress).forEach(one -> startup.begin(() -> one)));
    if (!saysItRuns(LocalCassandra.NAME, new ServerFolder(cassandra().folder()), progress)) {
      startup.begin(cassandra().withLifetime(Lifetime.DETACHED)::start);
    }
    if (!saysItRuns(LocalKafka.NAME, new ServerFolder(kafka().folder()), progress)) {
      startup.begin(kafka().withLifetime(Lifetime.DETACHED)::start);
    }
    startup.finish();
  }

  /**
   * Stops the folder's running servers; their data stays.
   *
   * @param progress is given a line for each server
   */
  public static void down(Path folder, Consumer<String> progress) {
    List<ServerFolder> flink = new ArrayList<>(flinkIn(folder).processFolders());
    // The task managers first: otherwise they would try to reconnect to their job manager.
    Collections.reverse(flink);
    for (ServerFolder process : flink) {
      stop(LocalFlink.processName(process), process, progress);
    }
    stop(LocalKafka.NAME, kafkaFolder(folder), progress);
    stop(LocalCassandra.NAME, cassandraFolder(folder), progress);
  }

  /**
   * The status of the folder's servers: Kafka, then Cassandra, then the Flink processes that were
   * started and not taken down.
   */
  public static List<ServerStatus> status(Path folder) {
    List<ServerStatus> all = new ArrayList<>();
    all.add(ServerStatus.of(LocalKafka.NAME, kafkaFolder(folder)));
    all.add(ServerStatus.of(LocalCassandra.NAME, cassandraFolder(folder)));
    for (ServerFolder process : flinkIn(folder).processFolders()) {
      all.add(ServerStatus.of(LocalFlink.processName(process), process));
    }
    return all;
  }

  private static ServerFolder kafkaFolder(Path folder) {
    return new ServerFolder(folder.resolve("kafka"));
  }

  private static ServerFolder cassandraFolder(Path folder) {
    return new ServerFolder(folder.resolve("cassandra"));
  }

  public static boolean saysItRuns(String name, ServerFolder folder, Consumer<String> progress) {
    ServerStatus status = ServerStatus.of(name, folder);
    if (status.isRunning()) {
      progress.accept(
          String.format(
              "%s already runs%s (pid %d)",
              name,
              status.address().map(address -> " at " + address).orElse(""),
              status.pid().getAsLong()));
    }
    status
        .lastWords()
        .ifPresent(
            words ->
                progress.accept(
                    name + " has ended since it was started; its log ends with: " + words));
    return status.isRunning();
  }

  private static void stop(String name, ServerFolder folder, Consumer<String> progress) {
    Optional<ServerProcess> running = ServerProcess.find(name, folder);
    running.ifPresent(process -> process.stop(STOP_GRACE));
    String absent =
        ServerStatus.of(name, folder)
            .lastWords()
            .map(words -> name + " had ended already; its log ends with: " + words)
            .orElse(name + " does not run");
    progress.accept(
        running.map(process -> name + " is stopped (pid " + process.pid() + ")").orElse(absent));
    folder.forgetProcess();
  }
}
