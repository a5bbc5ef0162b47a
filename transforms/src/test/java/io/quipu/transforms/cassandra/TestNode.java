package io.quipu.transforms.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.quipu.localstack.LocalCassandra;
import io.quipu.localstack.RunningCassandra;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Replication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real Cassandra that starts when it is first asked for, and ends with the tests' process. */
final class TestNode {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final LocalCassandra node;
  private @Nullable RunningCassandra running;

  TestNode(UnaryOperator<LocalCassandra> kind) {
    this.node = kind.apply(LocalCassandra.in(folder()));
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("cassandra");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized CassandraSettings withTables(String keyspace) {
    CassandraSettings settings = settings(keyspace);
    CountsSchema schema = CountsSchema.of(keyspace, Replication.ONE);
    try (Cluster cluster = SharedSession.cluster(settings);
        Session session = cluster.connect()) {
      schema.foundation().forEach(session::execute);
      schema.steps().forEach(step -> step.statements().forEach(session::execute));
    }
    return settings;
  }

  synchronized CassandraSettings settings(String keyspace) {
    RunningCassandra up = running == null ? start() : running;
    return CassandraSettings.of("127.0.0.1:" + up.contactPoint().getPort(), keyspace)
        .withRequestTimeout(Duration.ofSeconds(30));
  }

  synchronized void kill() {
    if (running != null) {
      running.kill();
    }
  }

  synchronized RunningCassandra start() {
    running = node.start().awaitReady(TIMEOUT);
    return running;
  }
}
