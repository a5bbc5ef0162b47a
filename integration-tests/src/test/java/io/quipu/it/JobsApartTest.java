package io.quipu.it;

import io.quipu.it.recount.Row;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.StoredRows;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.pipeline.options.JobKind;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests that the Statistic job and the Customer job, which read the same topic, do not affect each
 * other. First the Cassandra of one job does not answer, then the other job is stopped. Each time,
 * the job that can run continues, and the other one has counted all events in the end.
 */
class JobsApartTest {
  private static final int EVENTS = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void neitherJobAffectsTheOther() throws Exception {
    Path folder = Files.createTempDirectory("apart-");
    Servers servers = Servers.get();
    String topic = Servers.newName("apart");
    servers.topics().create(topic, 2);
    try (RunningCassandra own =
            LocalCassandra.in(folder.resolve("cassandra"))
                .withoutDurableSchema()
                .start()
                .awaitReady(PATIENCE);
        Side statistic = new Side(JobKind.STATISTIC, topic, folder, servers, address(own));
        Side customer = new Side(JobKind.CUSTOMER, topic, folder, servers, servers.cassandra())) {
      statistic.start();
      customer.start();
      servers.topics().send(topic, events("one"));
      statistic.awaitCounted("one");
      customer.awaitCounted("one");

      own.freeze();
      try {
        servers.topics().send(topic, events("two"));
        customer.awaitCounted("two");
      } finally {
        own.thaw();
      }
      statistic.awaitCounted("two");

      customer.stop();
      servers.topics().send(topic, events("three"));
      statistic.awaitCounted("three");
      customer.start();
      customer.awaitCounted("three");
    }
  }

  /** One of the jobs, with its own store. */
  private static final class Side implements AutoCloseable {
    private final JobKind kind;
    private final String keyspace;
    private final List<String> arguments;
    private final CassandraSession session;
    private @Nullable RunningJob job;

    Side(JobKind kind, String topic, Path folder, Servers servers, String cassandra)
        throws Exception {
      this.kind = kind;
      keyspace = topic;
      session =
          CassandraSession.open(
              CassandraSettings.of(cassandra, keyspace), PATIENCE, progress -> {});
      arguments =
          List.of(
              "--job=" + kind,
              "--catalog=" + catalog(folder),
              "--bootstrap-servers=" + servers.topics().bootstrapServers(),
              "--input=" + topic,
              "--consumer-group=" + topic + "-" + kind.word(),
              "--cassandra=" + cassandra,
              "--keyspace=" + keyspace,
              "--state-folder=" + folder.resolve(kind.word()),
              "--window=200ms",
              "--shards=8");
    }

    void start() throws Exception {
      job = new JobLauncher(progress -> {}).start(arguments);
    }

    void stop() {
      if (job != null) {
        job.close();
        job = null;
      }
    }

    /** Waits until all events of a phase are counted, each once. */
    void awaitCounted(String phase) {
      Awaitility.await(kind + ", phase " + phase)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> counted(phase) == EVENTS);
    }

    private long counted(String phase) {
      List<Row> rows =
          kind == JobKind.CUSTOMER
              ? StoredRows.readCustomers(session, keyspace)
              : StoredRows.read(session, keyspace);
      return rows.stream().filter(row -> row.value().equals(phase)).mapToLong(Row::count).sum();
    }

    @Override
    public void close() {
      stop();
      session.close();
    }
  }

  private static String address(RunningCassandra cassandra) {
    var address = cassandra.contactPoint();
    return address.getHostString() + ":" + address.getPort();
  }

  private static Path catalog(Path folder) throws Exception {
    return Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event: {company: shop, customer: user, type: type, time: {field: at, unit: seconds}}
        time-zone: UTC
        statistics:
          visit: {events: [visit], dimensions: {phase: phase}, resolutions: [month]}
        """);
  }

  private static List<byte[]> events(String phase) {
    return IntStream.range(0, EVENTS)
        .mapToObj(
            i ->
                "{\"type\":\"visit\",\"shop\":\"s\",\"user\":%d,\"at\":1767225600,\"phase\":\"%s\"}"
                    .formatted(i % 50, phase)
                    .getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
