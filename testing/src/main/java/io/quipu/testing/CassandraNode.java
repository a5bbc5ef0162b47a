package io.quipu.testing;

import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real Cassandra that starts when it is first asked for, and ends with the tests' process. */
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

  /** One for all tests of a process that let it live. */
  public static CassandraNode shared() {
    return SHARED;
  }

  /**
   * One for the tests that kill it, which run one after the other. A write that it has acknowledged
   * is on disk.
   */
  public static CassandraNode mortal() {
    return MORTAL;
  }

  /** Settings of a node in a new temporary folder, which the caller starts. */
  public static LocalCassandra node() {
    try {
      return LocalCassandra.in(Files.createTempDirectory("cassandra"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address, {@code host:port}. */
  public synchronized String contactPoint() {
    RunningCassandra up = running == null ? start() : running;
    return "127.0.0.1:" + up.contactPoint().getPort();
  }

  /** Ends the node as a power cut does; {@link #start} brings it back. */
  public synchronized void kill() {
    if (running != null) {
      running.kill();
    }
  }

  /** Starts the node, with the data and the port of before, and waits until it answers. */
  public synchronized RunningCassandra start() {
    running = node.start().awaitReady(TIMEOUT);
    return running;
  }
}
