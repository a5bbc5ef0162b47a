package io.quipu.localstack.cassandra;

import com.google.auto.value.AutoValue;
import io.quipu.localstack.process.JavaProgram;
import io.quipu.localstack.process.Lifetime;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.Require;
import io.quipu.localstack.process.ServerClassPath;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Settings of a Cassandra node on this machine: a cluster of one node, on the loopback address.
 * {@link LocalCassandraCluster} has several nodes.
 *
 * <p>By default, Cassandra acknowledges a write before its commit log is synced. If the node is
 * killed, the writes of about the last tenth of a second are lost. A test that must not lose them
 * sets the entry {@code commitlog_sync} to {@code batch}, which makes writes slower.
 *
 * <pre>{@code
 * try (RunningCassandra cassandra =
 *     LocalCassandra.in(folder).start().awaitReady(Duration.ofMinutes(1))) {
 *   connectTo(cassandra.contactPoint(), cassandra.dataCenter());
 * }
 * }</pre>
 */
@AutoValue
public abstract class LocalCassandra {
  public static final String NAME = "Cassandra";

  /** The name that SimpleSnitch gives to the only data centre. */
  static final String DATA_CENTER = "datacenter1";

  static final int NO_JMX = 0;

  private static final String SERVER = "cassandra";

  /** A node that keeps its files in {@code folder}, on any free port, with a heap of 512 MiB. */
  public static LocalCassandra in(Path folder) {
    return new AutoValue_LocalCassandra.Builder()
        .folder(folder)
        .lifetime(Lifetime.ATTACHED)
        .port(Ports.ANY)
        .storagePort(Ports.ANY)
        .jmxPort(NO_JMX)
        .heapMegabytes(512)
        .yamlEntries(Map.of())
        .durableSchema(true)
        .socketFactory(SocketFactory.getDefault())
        .membership(Optional.empty())
        .build();
  }

  /** The folder of all files of the node. */
  public abstract Path folder();

  /** Whether the node ends with this process. */
  public abstract Lifetime lifetime();

  /** The port that drivers connect to; 0 takes the port of the last start, or any free one. */
  public abstract int port();

  /** The port between nodes, which a single node opens too; 0 as for {@link #port}. */
  public abstract int storagePort();

  /** The JMX port, on the loopback address; 0 for none. */
  public abstract int jmxPort();

  /** The heap of the node, in MiB. */
  public abstract int heapMegabytes();

  /** Entries of cassandra.yaml that override the default ones. */
  @SuppressWarnings("AutoValueImmutableFields") // only ever a Map.copyOf
  public abstract Map<String, Object> yamlEntries();

  /** Whether changes of the schema survive a kill of the node. */
  public abstract boolean durableSchema();

  /** Creates the sockets for the check that the node is up. */
  public abstract SocketFactory socketFactory();

  /** The place of the node in its cluster; empty if it is alone. */
  abstract Optional<CassandraMembership> membership();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder folder(Path folder);

    abstract Builder lifetime(Lifetime lifetime);

    abstract Builder port(int port);

    abstract Builder storagePort(int port);

    abstract Builder jmxPort(int port);

    abstract Builder heapMegabytes(int megabytes);

    abstract Builder yamlEntries(Map<String, Object> entries);

    abstract Builder durableSchema(boolean durable);

    abstract Builder socketFactory(SocketFactory factory);

    abstract Builder membership(Optional<CassandraMembership> membership);

    abstract LocalCassandra build();
  }

  /** With this lifetime; the default is {@link Lifetime#ATTACHED}. */
  public LocalCassandra withLifetime(Lifetime lifetime) {
    return toBuilder().lifetime(lifetime).build();
  }

  LocalCassandra withFolder(Path folder) {
    return toBuilder().folder(folder).build();
  }

  LocalCassandra withMembership(CassandraMembership membership) {
    return toBuilder().membership(Optional.of(membership)).build();
  }

  /** With this port for drivers; 0, the default, takes any free one. */
  public LocalCassandra withPort(int port) {
    return toBuilder().port(Require.inRange("Cassandra's port", port, 0, 65_535)).build();
  }

  /** With this port between nodes; 0, the default, takes any free one. */
  public LocalCassandra withStoragePort(int port) {
    return toBuilder()
        .storagePort(Require.inRange("Cassandra's storage port", port, 0, 65_535))
        .build();
  }

  /** With this port for JMX, for example for nodetool; 0, the default, opens none. */
  public LocalCassandra withJmxPort(int port) {
    return toBuilder().jmxPort(Require.inRange("Cassandra's JMX port", port, 0, 65_535)).build();
  }

  /** With this heap in MiB, at least 256. */
  public LocalCassandra withHeapMegabytes(int megabytes) {
    return toBuilder()
        .heapMegabytes(Require.inRange("Cassandra's heap in MiB", megabytes, 256, 1 << 20))
        .build();
  }

  /**
   * With these entries of cassandra.yaml, which override the default ones, such as {@code
   * authenticator}. The values are strings, numbers, booleans, lists and maps.
   */
  public LocalCassandra withYamlEntries(Map<String, Object> entries) {
    return toBuilder().yamlEntries(Map.copyOf(entries)).build();
  }

  /**
   * For a node that is never restarted: it does not flush its schema at each change. Changes of the
   * schema are five times as fast, but are lost if the node is killed.
   */
  public LocalCassandra withoutDurableSchema() {
    return toBuilder().durableSchema(false).build();
  }

  /**
   * With sockets of this factory for the check that the node is up, such as for a node with TLS.
   */
  public LocalCassandra withSocketFactory(SocketFactory factory) {
    return toBuilder().socketFactory(factory).build();
  }

  /**
   * Starts the node and returns at once; it answers some seconds later.
   *
   * @throws io.quipu.localstack.process.LocalStackException if a port is taken, a node runs in the
   *     folder, or the project is not built
   */
  public RunningCassandra start() {
    ServerFolder files = new ServerFolder(folder());
    String name = name();
    ServerProcess.requireNoneIn(name, files);
    List<String> jars = ServerClassPath.of(SERVER);
    Map<String, Integer> ports =
        Ports.decide(
            NAME,
            files,
            host(),
            Map.of(Ports.CLIENT, port(), CassandraConfig.STORAGE, storagePort()));
    try {
      Files.writeString(
          files.conf().resolve("cassandra.yaml"), CassandraConfig.yaml(this, files, ports));
      Files.writeString(files.conf().resolve("logback.xml"), CassandraConfig.LOGBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JavaProgram daemon =
        new JavaProgram(
            jars,
            CassandraConfig.jvmOptions(this, files),
            "org.apache.cassandra.service.CassandraDaemon",
            List.of());
    return new RunningCassandra(
        name,
        files,
        new InetSocketAddress(host(), Ports.loopback(ports, Ports.CLIENT).getPort()),
        ServerProcess.start(name, files, lifetime(), daemon),
        socketFactory());
  }

  /** The address at which the node listens. */
  InetAddress host() {
    return Ports.loopback(membership().map(CassandraMembership::number).orElse(1));
  }

  private String name() {
    return membership()
        .map(membership -> LocalCassandraCluster.nameOf(membership.number()))
        .orElse(NAME);
  }
}
