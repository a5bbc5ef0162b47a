package io.quipu.localstack;

import com.google.auto.value.AutoValue;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.LocalCassandraCluster;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.LocalKafkaCluster;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.localstack.process.Lifetime;
import io.quipu.localstack.process.MemberFolders;
import io.quipu.localstack.process.Ports;
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
  private static final int MEMBER_OF_KAFKA_MEGABYTES = 256;
  private static final int MEMBER_OF_CASSANDRA_MEGABYTES = 384;

  /** A stack with its files in {@code folder} and on any free ports. */
  public static LocalStack in(Path folder) {
    return new AutoValue_LocalStack.Builder()
        .kafka(LocalKafka.in(kafkaFolders(folder).single()))
        .kafkaBrokers(1)
        .cassandra(LocalCassandra.in(cassandraFolders(folder).single()))
        .cassandraNodes(1)
        .flink(Optional.empty())
        .build();
  }

  /** A Flink cluster with its files in the folder of a stack, for {@link #withFlink}. */
  public static LocalFlink flinkIn(Path folder) {
    return LocalFlink.in(folder.resolve("flink"));
  }

  /** The settings of Kafka, and of each broker if there are several. */
  public abstract LocalKafka kafka();

  /** How many brokers {@link #up} starts: 1 or 3. */
  public abstract int kafkaBrokers();

  /** The settings of Cassandra, and of each node if there are several. */
  public abstract LocalCassandra cassandra();

  /** How many nodes {@link #up} starts: 1 or 3. */
  public abstract int cassandraNodes();

  /** The settings of Flink, if {@link #up} is to start one. */
  public abstract Optional<LocalFlink> flink();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder kafka(LocalKafka kafka);

    abstract Builder kafkaBrokers(int brokers);

    abstract Builder cassandra(LocalCassandra cassandra);

    abstract Builder cassandraNodes(int nodes);

    abstract Builder flink(Optional<LocalFlink> flink);

    abstract LocalStack build();
  }

  /** With Kafka on this port; 0, the default, takes any free one. */
  public LocalStack withKafkaPort(int port) {
    return toBuilder().kafka(kafka().withPort(port)).build();
  }

  /** With Cassandra on this port; 0, the default, takes any free one. */
  public LocalStack withCassandraPort(int port) {
    return toBuilder().cassandra(cassandra().withPort(port)).build();
  }

  /** With this heap of Cassandra in MiB, at least 256. */
  public LocalStack withCassandraHeapMegabytes(int megabytes) {
    return toBuilder().cassandra(cassandra().withHeapMegabytes(megabytes)).build();
  }

  /** With a Flink cluster, which {@link #up} starts too. */
  public LocalStack withFlink(LocalFlink flink) {
    return toBuilder().flink(Optional.of(flink)).build();
  }

  /**
   * With this number of brokers, 1 or 3, for {@link #up}. Each of three has a heap of 256 MiB.
   *
   * @throws IllegalArgumentException if the number is another one
   */
  public LocalStack withKafkaBrokers(int brokers) {
    requireOneOrCluster("--kafka-brokers", brokers);
    return toBuilder()
        .kafkaBrokers(brokers)
        .kafka(brokers == 1 ? kafka() : kafka().withHeapMegabytes(MEMBER_OF_KAFKA_MEGABYTES))
        .build();
  }

  /**
   * With this number of nodes, 1 or 3, for {@link #up}. Each of three has a heap of 384 MiB.
   *
   * @throws IllegalArgumentException if the number is another one
   */
  public LocalStack withCassandraNodes(int nodes) {
    requireOneOrCluster("--cassandra-nodes", nodes);
    return toBuilder()
        .cassandraNodes(nodes)
        .cassandra(
            nodes == 1 ? cassandra() : cassandra().withHeapMegabytes(MEMBER_OF_CASSANDRA_MEGABYTES))
        .build();
  }

  private static void requireOneOrCluster(String option, int count) {
    if (count != 1 && count != MemberFolders.MEMBERS) {
      throw new IllegalArgumentException(
          option + "=" + count + " is out of range; write 1 or " + MemberFolders.MEMBERS + ".");
    }
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
    new MemberFolders(kafka().folder()).requireSame(kafkaBrokers(), "--kafka-brokers");
    new MemberFolders(cassandra().folder()).requireSame(cassandraNodes(), "--cassandra-nodes");
    Startup startup = new Startup(progress);
    flink()
        .map(flink -> flink.withLifetime(Lifetime.DETACHED))
        .ifPresent(flink -> flink.startMissing(progress).forEach(one -> startup.begin(() -> one)));
    beginCassandra(cassandra().withLifetime(Lifetime.DETACHED), startup, progress);
    beginKafka(kafka().withLifetime(Lifetime.DETACHED), startup, progress);
    startup.finish();
  }

  private void beginCassandra(LocalCassandra settings, Startup startup, Consumer<String> progress) {
    if (cassandraNodes() > 1) {
      LocalCassandraCluster.of(settings)
          .startMissing(progress)
          .forEach(node -> startup.begin(() -> node));
    } else if (!ServerStatus.of(LocalCassandra.NAME, new ServerFolder(settings.folder()))
        .saysItRuns(progress)) {
      startup.begin(settings::start);
    }
  }

  private void beginKafka(LocalKafka settings, Startup startup, Consumer<String> progress) {
    if (kafkaBrokers() > 1) {
      LocalKafkaCluster.of(settings)
          .startMissing(progress)
          .forEach(broker -> startup.begin(() -> broker));
    } else if (!ServerStatus.of(LocalKafka.NAME, new ServerFolder(settings.folder()))
        .saysItRuns(progress)) {
      startup.begin(settings::start);
    }
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
    for (ServerStatus server : servers(folder)) {
      stop(server.name(), new ServerFolder(server.folder()), progress);
    }
  }

  /**
   * The status of the folder's servers: the brokers of Kafka, then the nodes of Cassandra, then the
   * Flink processes that were started and not taken down.
   */
  public static List<ServerStatus> status(Path folder) {
    List<ServerStatus> all = servers(folder);
    for (ServerFolder process : flinkIn(folder).processFolders()) {
      all.add(ServerStatus.of(LocalFlink.processName(process), process));
    }
    return all;
  }

  /** The status of the brokers of Kafka, and then of the nodes of Cassandra. */
  private static List<ServerStatus> servers(Path folder) {
    List<ServerStatus> all = new ArrayList<>();
    MemberFolders kafka = kafkaFolders(folder);
    int number = 0;
    for (ServerFolder broker : kafka.all()) {
      number++;
      all.add(
          ServerStatus.of(
              kafka.isCluster() ? LocalKafkaCluster.nameOf(number) : LocalKafka.NAME, broker));
    }
    MemberFolders cassandra = cassandraFolders(folder);
    number = 0;
    for (ServerFolder node : cassandra.all()) {
      number++;
      all.add(
          ServerStatus.of(
              cassandra.isCluster() ? LocalCassandraCluster.nameOf(number) : LocalCassandra.NAME,
              node,
              Ports.loopback(number)));
    }
    return all;
  }

  private static MemberFolders kafkaFolders(Path folder) {
    return new MemberFolders(folder.resolve("kafka"));
  }

  private static MemberFolders cassandraFolders(Path folder) {
    return new MemberFolders(folder.resolve("cassandra"));
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
