package io.quipu.it.deploy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.FlinkRest;
import io.quipu.it.stack.Servers;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.flink.RunningFlink;
import io.quipu.runners.flink.FlinkConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Tests an upgrade of the jar: it is uploaded to a cluster's web interface and run, stopped with a
 * savepoint, and run again from there. Events without ids count once each.
 */
class JarOnClusterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int EVENTS = 500;

  @Test
  void theJarRunsAndContinuesFromASavepoint() throws Exception {
    Servers servers = Servers.get();
    Path folder = Files.createTempDirectory("jar-");
    Path catalog = catalog(folder);
    String keyspace = servers.newKeyspace();
    String topic = Servers.newName("jar");
    servers.topics().create(topic, 2);
    List<String> arguments =
        List.of(
            "statistic",
            "--catalog=" + catalog,
            "--bootstrap-servers=" + servers.topics().bootstrapServers(),
            "--input=" + topic,
            "--consumer-group=" + topic,
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace,
            "--window=200ms",
            "--shards=8");
    Recount recount = new Recount(catalog, Map.of());
    try (RunningFlink cluster =
        LocalFlink.in(folder.resolve("flink"))
            .withProperties(FlinkConfiguration.settings())
            .start()
            .awaitReady(PATIENCE)) {
      FlinkRest flink = new FlinkRest(cluster.address());
      String jar = flink.upload(DeployFiles.jar());
      IOException wrong =
          assertThrows(IOException.class, () -> flink.run(jar, List.of("statistics"), null));
      assertThat(wrong.getMessage(), containsString("write statistic or customer"));

      String job = flink.run(jar, arguments, null);
      count(servers, keyspace, topic, recount, 0);
      String savepoint = flink.stop(job);
      flink.run(jar, arguments, savepoint);
      count(servers, keyspace, topic, recount, EVENTS);
    }
    assertThat(Row.differences(recount.rows(), servers.rows(keyspace)), equalTo(""));
  }

  /** Sends events, and waits until they are counted. */
  private static void count(
      Servers servers, String keyspace, String topic, Recount recount, int first) throws Exception {
    List<byte[]> events = new ArrayList<>();
    IntStream.range(first, first + EVENTS).mapToObj(JarOnClusterTest::event).forEach(events::add);
    events.forEach(event -> recount.add(event, Instant.now()));
    servers.topics().send(topic, events);
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> servers.rows(keyspace).equals(recount.rows()));
  }

  private static byte[] event(int i) {
    return "{\"type\":\"visit\",\"shop\":\"s\",\"user\":%d,\"at\":1767225600,\"page\":%d}"
        .formatted(i % 100, i % 7)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Path catalog(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event: {company: shop, customer: user, type: type, time: {field: at, unit: seconds}}
        time-zone: UTC
        statistics:
          visit: {events: [visit], dimensions: {page: page}, resolutions: [month]}
        """);
  }
}
