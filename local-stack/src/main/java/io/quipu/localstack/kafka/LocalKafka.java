package io.quipu.localstack.kafka;

import com.google.auto.value.AutoValue;
import io.quipu.localstack.process.JavaProgram;
import io.quipu.localstack.process.Lifetime;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.Require;
import io.quipu.localstack.process.ServerClassPath;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * Settings of a Kafka broker on this machine: one node, which is broker and controller, on the
 * loopback address. Records get the time of their append; topics are not created automatically.
 * {@link LocalKafkaCluster} has several brokers.
 *
 * <pre>{@code
 * try (RunningKafka kafka = LocalKafka.in(folder).start().awaitReady(Duration.ofMinutes(1))) {
 *   produceTo(kafka.bootstrapServers());
 * }
 * }</pre>
 */
@AutoValue
public abstract class LocalKafka {
  public static final String NAME = "Kafka";

  private static final String SERVER = "kafka";
  /* For a program that runs for a second. */
  private static final List<String> BRIEF =
      List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final Duration FORMAT_TIMEOUT = Duration.ofMinutes(3);

  /** A broker that keeps its files in {@code folder}, on any free port, with a heap of 512 MiB. */
  public static LocalKafka in(Path folder) {
    return new AutoValue_LocalKafka.Builder()
        .folder(folder)
        .lifetime(Lifetime.ATTACHED)
        .port(Ports.ANY)
        .heapMegabytes(512)
        .defaultPartitions(4)
        .brokerProperties(Map.of())
        .clientProperties(Map.of())
        .membership(Optional.empty())
        .build();
  }

  /** The folder of all files of the broker. */
  public abstract Path folder();

  /** Whether the broker ends with this process. */
  public abstract Lifetime lifetime();

  /** The port that clients connect to; 0 takes the port of the last start, or any free one. */
  public abstract int port();

  /** The maximum heap of the broker, in MiB. */
  public abstract int heapMegabytes();

  /** How many partitions a topic gets if its creator does not set the number. */
  public abstract int defaultPartitions();

  /** Broker properties that override the default ones. */
  @SuppressWarnings("AutoValueImmutableFields") // only ever a Map.copyOf
  public abstract Map<String, String> brokerProperties();

  /**
   * Client properties besides the address, such as credentials, for the check that the broker is
   * up.
   */
  @SuppressWarnings("AutoValueImmutableFields") // only ever a Map.copyOf
  public abstract Map<String, String> clientProperties();

  /** The place of the broker in its cluster; empty if it is alone. */
  abstract Optional<KafkaMembership> membership();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder folder(Path folder);

    abstract Builder lifetime(Lifetime lifetime);

    abstract Builder port(int port);

    abstract Builder heapMegabytes(int megabytes);

    abstract Builder defaultPartitions(int partitions);

    abstract Builder brokerProperties(Map<String, String> properties);

    abstract Builder clientProperties(Map<String, String> properties);

    abstract Builder membership(Optional<KafkaMembership> membership);

    abstract LocalKafka build();
  }

  /** With this lifetime; the default is {@link Lifetime#ATTACHED}. */
  public LocalKafka withLifetime(Lifetime lifetime) {
    return toBuilder().lifetime(lifetime).build();
  }

  LocalKafka withFolder(Path folder) {
    return toBuilder().folder(folder).build();
  }

  LocalKafka withMembership(KafkaMembership membership) {
    return toBuilder().membership(Optional.of(membership)).build();
  }

  /** With this client port; 0, the default, takes any free one. */
  public LocalKafka withPort(int port) {
    return toBuilder().port(Require.inRange("Kafka's port", port, 0, 65_535)).build();
  }

  /** With this maximum heap in MiB, at least 128. */
  public LocalKafka withHeapMegabytes(int megabytes) {
    return toBuilder()
        .heapMegabytes(Require.inRange("Kafka's heap in MiB", megabytes, 128, 1 << 20))
        .build();
  }

  /** With this number of partitions for a topic whose creator does not set it; the default is 4. */
  public LocalKafka withDefaultPartitions(int partitions) {
    return toBuilder()
        .defaultPartitions(
            Require.inRange("Kafka's default number of partitions", partitions, 1, 10_000))
        .build();
  }

  /**
   * With these broker properties, which override the default ones, such as {@code
   * listener.security.protocol.map}. The listener of clients is called CLIENT, the other one
   * CONTROLLER.
   */
  public LocalKafka withBrokerProperties(Map<String, String> properties) {
    return toBuilder().brokerProperties(Map.copyOf(properties)).build();
  }

  /** With these client properties, if the broker needs more than the address. */
  public LocalKafka withClientProperties(Map<String, String> properties) {
    return toBuilder().clientProperties(Map.copyOf(properties)).build();
  }

  /**
   * Starts the broker and returns at once; it answers some seconds later.
   *
   * @throws io.quipu.localstack.process.LocalStackException if the port is taken, a broker runs in
   *     the folder, or the project is not built
   */
  public RunningKafka start() {
    ServerFolder files = new ServerFolder(folder());
    String name = name();
    ServerProcess.requireNoneIn(name, files);
    List<String> jars = ServerClassPath.of(SERVER);
    Map<String, Integer> ports =
        Ports.decide(
            NAME,
            files,
            Map.of(
                Ports.CLIENT,
                port(),
                KafkaConfig.CONTROLLER,
                membership().map(KafkaMembership::controllerPort).orElse(Ports.ANY)));
    Path properties = files.conf().resolve("server.properties");
    ServerFolder.writeProperties(properties, KafkaConfig.broker(this, files, ports));
    ServerFolder.writeProperties(files.conf().resolve("log4j.properties"), KafkaConfig.LOG4J);
    List<String> options = KafkaConfig.jvmOptions(this, files);
    if (!isFormatted(files)) {
      String clusterId =
          membership()
              .map(KafkaMembership::clusterId)
              .orElseGet(() -> Uuid.randomUuid().toString());
      List<String> arguments = List.of("format", "-t", clusterId, "-c", properties.toString());
      format(files, new JavaProgram(jars, BRIEF, "kafka.tools.StorageTool", arguments));
    }
    JavaProgram broker =
        new JavaProgram(jars, options, "kafka.Kafka", List.of(properties.toString()));
    return new RunningKafka(
        name,
        id(),
        files,
        Ports.loopback(ports, Ports.CLIENT),
        ServerProcess.start(name, files, lifetime(), broker),
        clientProperties());
  }

  /** The id of the broker in its cluster. */
  int id() {
    return membership().map(KafkaMembership::number).orElse(1);
  }

  private String name() {
    return membership().isPresent() ? LocalKafkaCluster.nameOf(id()) : NAME;
  }

  private static boolean isFormatted(ServerFolder files) {
    return Files.exists(files.data().resolve("meta.properties"));
  }

  private static void format(ServerFolder files, JavaProgram program) {
    ServerProcess format = ServerProcess.start(NAME, files, Lifetime.ATTACHED, program);
    if (!format.awaitExit(FORMAT_TIMEOUT) || !isFormatted(files)) {
      format.kill();
      throw format.failure("cannot prepare its data folder");
    }
  }
}
