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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One real Cassandra for all tests of this module; it ends with the tests' process. */
public final class TestCassandra {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /** Where the node is, also when it comes back. */
  private static final Path FOLDER = folder();

  private static @Nullable RunningCassandra running;

  private TestCassandra() {}

  /** Settings of a keyspace that has the tables. */
  public static synchronized CassandraSettings withTables(String keyspace) {
    CassandraSettings settings = settings(keyspace);
    CountsSchema schema = CountsSchema.of(keyspace, Replication.ONE);
    try (Cluster cluster =
            Cluster.builder()
                .addContactPoint(settings.hosts().get(0))
                .withPort(settings.port())
                .withoutJMXReporting()
                .build();
        Session session = cluster.connect()) {
      schema.foundation().forEach(session::execute);
      schema.steps().forEach(step -> step.statements().forEach(session::execute));
    }
    return settings;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("cassandra");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings of a keyspace that may not be there. */
  public static synchronized CassandraSettings settings(String keyspace) {
    RunningCassandra node = running == null ? start() : running;
    return CassandraSettings.of("127.0.0.1:" + node.contactPoint().getPort(), keyspace)
        .withRequestTimeout(Duration.ofSeconds(30));
  }

  /** Ends the node as a power cut would; {@link #start} brings it back. */
  public static synchronized void kill() {
    if (running != null) {
      running.kill();
    }
  }

  /** Starts the node, where it was before if it was killed, and waits until it answers. */
  public static synchronized RunningCassandra start() {
    running =
        LocalCassandra.in(FOLDER)
            // An acknowledged write is on disk, as the tests that kill the node need.
            .withYamlEntries(Map.of("commitlog_sync", "batch"))
            .start()
            .awaitReady(TIMEOUT);
    return running;
  }
}
