package io.quipu.localstack;

import com.google.auto.value.AutoValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Kafka and Cassandra together, on this machine: settings of both, which start both at once.
 *
 * <p>{@link #start} is for a demo or a test: the servers end with this process. {@link #up} leaves
 * them running, and {@link #status} and {@link #down} find them again by the folder. Each tells its
 * progress in lines for a user.
 */
@AutoValue
public abstract class LocalStack {
  private static final Duration STOP_GRACE = Duration.ofSeconds(30);

  /** A stack with its files in {@code folder} and on any free ports. */
  public static LocalStack in(Path folder) {
    return new AutoValue_LocalStack(
        LocalKafka.in(kafkaFolder(folder).root()),
        LocalCassandra.in(cassandraFolder(folder).root()));
  }

  /** The settings of Kafka. */
  public abstract LocalKafka kafka();

  /** The settings of Cassandra. */
  public abstract LocalCassandra cassandra();

  /** With Kafka on this port; 0 takes any free one. */
  public LocalStack withKafkaPort(int port) {
    return new AutoValue_LocalStack(kafka().withPort(port), cassandra());
  }

  /** With Cassandra on this port; 0 takes any free one. */
  public LocalStack withCassandraPort(int port) {
    return new AutoValue_LocalStack(kafka(), cassandra().withPort(port));
  }

  /**
   * Starts both servers, to end with this process, and waits until they are up. Should one fail,
   * the other is stopped.
   *
   * @param progress is given a line when a server is up; on threads of its own, one at a time
   * @throws LocalStackException if a server cannot be started
   */
  public RunningStack start(Consumer<String> progress) {
    Startup startup = new Startup(progress);
    Supplier<RunningCassandra> cassandra =
        startup.begin(cassandra().withLifetime(Lifetime.ATTACHED)::start);
    Supplier<RunningKafka> kafka = startup.begin(kafka().withLifetime(Lifetime.ATTACHED)::start);
    startup.finish();
    return new RunningStack(kafka.get(), cassandra.get());
  }

  /**
   * Starts the servers that do not run yet, to outlive this process, and waits until they are up.
   * Should one fail, those that were started are stopped.
   *
   * @param progress is given a line when a server is up or found running; on threads of its own,
   *     one at a time
   * @throws LocalStackException if a server cannot be started
   */
  public void up(Consumer<String> progress) {
    Startup startup = new Startup(progress);
    if (!saysItRuns(LocalCassandra.NAME, new ServerFolder(cassandra().folder()), progress)) {
      startup.begin(cassandra().withLifetime(Lifetime.DETACHED)::start);
    }
    if (!saysItRuns(LocalKafka.NAME, new ServerFolder(kafka().folder()), progress)) {
      startup.begin(kafka().withLifetime(Lifetime.DETACHED)::start);
    }
    startup.finish();
  }

  /**
   * Stops the servers of the folder that run; their data stays.
   *
   * @param progress is given a line for each server
   */
  public static void down(Path folder, Consumer<String> progress) {
    stop(LocalKafka.NAME, kafkaFolder(folder), progress);
    stop(LocalCassandra.NAME, cassandraFolder(folder), progress);
  }

  /** How the servers of the folder are doing: Kafka, then Cassandra. */
  public static List<ServerStatus> status(Path folder) {
    return List.of(
        ServerStatus.of(LocalKafka.NAME, kafkaFolder(folder)),
        ServerStatus.of(LocalCassandra.NAME, cassandraFolder(folder)));
  }

  private static ServerFolder kafkaFolder(Path folder) {
    return new ServerFolder(folder.resolve("kafka"));
  }

  private static ServerFolder cassandraFolder(Path folder) {
    return new ServerFolder(folder.resolve("cassandra"));
  }

  private static boolean saysItRuns(String name, ServerFolder folder, Consumer<String> progress) {
    ServerStatus status = ServerStatus.of(name, folder);
    if (status.isRunning()) {
      progress.accept(
          String.format(
              "%s already runs at %s (pid %d)",
              name, status.address().orElse("an unknown port"), status.pid().getAsLong()));
    }
    return status.isRunning();
  }

  private static void stop(String name, ServerFolder folder, Consumer<String> progress) {
    Optional<ServerProcess> running = ServerProcess.find(name, folder);
    running.ifPresent(process -> process.stop(STOP_GRACE));
    progress.accept(
        running
            .map(process -> name + " is stopped (pid " + process.pid() + ")")
            .orElse(name + " does not run"));
  }
}
