package io.quipu.query;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.localstack.LocalCassandra;
import io.quipu.localstack.RunningCassandra;
import io.quipu.model.cassandra.CassandraSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One real Cassandra for all tests of this module; it ends with the tests' process. */
final class TestCassandra {
  static final Duration TIMEOUT = Duration.ofMinutes(3);

  private static @Nullable RunningCassandra running;

  private TestCassandra() {}

  /** A node of its own, which the caller starts. */
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

  static CqlSession connect() throws InterruptedException {
    return CassandraConnection.open(settings("any"), TIMEOUT, line -> {});
  }
}
