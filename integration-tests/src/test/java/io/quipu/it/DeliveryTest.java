package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quipu.it.recount.Row;
import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests a failure in the delivery modes other than exactly-once. The tasks are lost while events
 * without ids are being processed. Events counted before the failure stay counted, and events after
 * it are counted too.
 */
class DeliveryTest {
  private static final int EVENTS = 2_000;
  private static final int CUSTOMERS = 50;
  private static final int PARTITIONS = 2;

  private Path folder = Path.of("");
  private final Servers servers;
  private String keyspace = "";
  private String topic = "";

  DeliveryTest() throws InterruptedException {
    servers = Servers.get();
  }

  @BeforeEach
  void makeTopic() throws Exception {
    folder = Files.createTempDirectory("delivery-");
    keyspace = servers.newKeyspace();
    topic = Servers.newName("delivery");
    servers.topics().create(topic, PARTITIONS);
  }

  @Test
  void atLeastOnceMayCountAnEventAgainButLosesNone() throws Exception {
    run("--delivery=at-least-once");

    assertThat(count("phase", "before"), equalTo((long) EVENTS));
    assertThat(
        count("phase", "during"),
        allOf(greaterThanOrEqualTo((long) EVENTS), lessThanOrEqualTo(2L * EVENTS)));
    assertThat("the state stays", uniques(), equalTo((long) CUSTOMERS));
  }

  @Test
  void atMostOnceMayLoseAnEventButCountsNoneAgain() throws Exception {
    run("--delivery=at-most-once", "--start-from=committed");

    assertThat(count("phase", "before"), equalTo((long) EVENTS));
    assertThat(count("phase", "during"), lessThanOrEqualTo((long) EVENTS));
    assertThat("each customer is new again", uniques(), equalTo(2L * CUSTOMERS));
    // Written rows stay, but other rows of the same events may have been lost with the tasks. So
    // the whole may differ from the sum of its parts.
    assertThat(count("", ""), lessThanOrEqualTo(3L * EVENTS + PARTITIONS));
  }

  private void run(String... delivery) throws Exception {
    Topics topics = servers.topics();
    try (FragileFlink flink = FragileFlink.start(folder);
        Job job = flink.start(arguments(delivery), () -> {})) {
      topics.send(topic, events("before"));
      job.await().until(() -> count("phase", "before") == EVENTS);
      if (delivery[0].endsWith("at-least-once")) {
        // A checkpoint that begins from now on includes all of them and their offsets.
        long now = flink.begunCheckpoints();
        job.await().until(() -> flink.completedCheckpoints() > now);
      }
      topics.send(topic, events("during"));
      flink.loseTasks();
      topics.send(topic, events("after"));
      job.await().until(() -> count("phase", "after") == EVENTS);
      // When these events are counted, all earlier ones are too.
      topics.send(topic, Collections.nCopies(PARTITIONS, event("last", 0)));
      job.await().until(() -> count("phase", "last") == PARTITIONS);
      job.await().until(() -> count("", "") >= 2L * EVENTS + PARTITIONS);
    }
  }

  private List<String> arguments(String... delivery) throws Exception {
    Path catalog =
        Files.writeString(
            folder.resolve("catalog.yaml"),
            """
            version: 1
            event: {company: shop, customer: user, type: type, time: {field: at, unit: seconds}}
            time-zone: UTC
            statistics:
              visit:
                events: [visit]
                dimensions: {phase: phase}
                resolutions: [month]
            """);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--catalog=" + catalog,
                "--source=kafka",
                "--bootstrap-servers=" + servers.topics().bootstrapServers(),
                "--input=" + topic,
                "--consumer-group=" + topic,
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + keyspace,
                "--window=200ms",
                "--shards=8"));
    arguments.addAll(List.of(delivery));
    return arguments;
  }

  private static List<byte[]> events(String phase) {
    return IntStream.range(0, EVENTS).mapToObj(i -> event(phase, i % CUSTOMERS)).toList();
  }

  private static byte[] event(String phase, int customer) {
    return "{\"type\":\"visit\",\"shop\":\"s\",\"user\":%d,\"at\":1767225600,\"phase\":\"%s\"}"
        .formatted(customer, phase)
        .getBytes(StandardCharsets.UTF_8);
  }

  private long count(String dimension, String value) {
    return servers.rows(keyspace).stream()
        .filter(row -> row.dimension().equals(dimension) && row.value().equals(value))
        .mapToLong(Row::count)
        .sum();
  }

  /** The number of unique customers of the whole statistic. */
  private long uniques() {
    return servers.rows(keyspace).stream()
        .filter(row -> row.dimension().isEmpty())
        .map(Row::uniques)
        .mapToLong(uniques -> uniques == null ? 0 : uniques)
        .sum();
  }
}
