package io.quipu.testing;

import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real Cassandra node that starts when it is first used, and ends with the tests' process. */
public final class CassandraNode {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private static final CassandraNode SHARED = new CassandraNode(node().withoutDurableSchema());
  private static final CassandraNode MORTAL =
      new CassandraNode(node().withYamlEntries(Map.of("commitlog_sync", "batch")));

  private final LocalCassandra node;
  private @Nullable RunningCassandra running;

  private CassandraNode(LocalCassandra node) {
    this.node = node;
  }

  /** The node for all tests of a process that do not kill it. */
  public static CassandraNode shared() {
    return SHARED;
  }

  /**
   * The node for the tests that kill it, which run one after the other. A write that it has
   * acknowledged is on disk.
   */
  public static CassandraNode mortal() {
    return MORTAL;
  }

  /** Settings of a node in a new temporary folder; the caller starts it. */
  public static LocalCassandra node() {
    try {
      return LocalCassandra.in(Files.createTempDirectory("cassandra"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The node's address, {@code host:port}; starts the node if it was never started. */
  public synchronized String contactPoint() {
    RunningCassandra up = running == null ? start() : running;
    return "127.0.0.1:" + up.contactPoint().getPort();
  }

  /** Kills the node's process, as kill -9 does; {@link #start} starts it again. */
  public synchronized void kill() {
    if (running != null) {
      running.kill();
    }
  }

  /** Starts the node with its previous data and port, and waits until it answers. */
  public synchronized RunningCassandra start() {
    running = node.start().awaitReady(TIMEOUT);
    return running;
  }
}
