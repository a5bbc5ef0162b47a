package io.quipu.server.api;

import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One real Cassandra for all tests of this module; it ends with the tests' process. */
public final class TestCassandra {
  static final Duration TIMEOUT = Duration.ofMinutes(3);

  private static @Nullable RunningCassandra running;

  private TestCassandra() {}

  /** A separate node, which the caller starts. */
  static LocalCassandra node(String name) {
    try {
      return LocalCassandra.in(Files.createTempDirectory(name)).withoutDurableSchema();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static synchronized CassandraSettings settings(String keyspace) {
    if (running == null) {
      running = node("cassandra").start().awaitReady(TIMEOUT);
    }
    return CassandraSettings.of("127.0.0.1:" + running.contactPoint().getPort(), keyspace)
        .withRequestTimeout(Duration.ofSeconds(30));
  }

  static CassandraSession connect() throws InterruptedException {
    return CassandraSession.open(settings("any"), TIMEOUT, line -> {});
  }
}
