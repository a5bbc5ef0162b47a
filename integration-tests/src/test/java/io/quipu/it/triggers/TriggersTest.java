package io.quipu.it.triggers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.TopicReader;
import io.quipu.it.stack.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Tests that the firings of a job that loses its tasks are those that follow from the rows that
 * survive: a looked-up value changes, so what a lost attempt has seen is not true any more.
 */
class TriggersTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: who, type: type, time: {field: at, unit: iso-8601}}
      lookups:
        messages: {file: messages.csv, key: {id: message}}
      statistics:
        opened: {events: [open], dimensions: {campaign: {lookup: messages.campaign}}}
      triggers:
        topic: %s
        file: more.yaml
        rules:
          hot: {statistic: opened, dimension: campaign, resolution: month, when: count >= 12}
          busy: {statistic: opened, resolution: hour, when: count >= 14 && uniques == 1}
          punctual: {statistic: opened, resolution: hour, when: count >= 14, late: never}
          broken: {statistic: opened, resolution: day, when: 10 / (count - count) > 1}
      """;
  private static final String ADDED =
      "added: {statistic: opened, dimension: campaign, resolution: month, when: count >= 10}\n";

  private final Servers servers = Servers.get();
  private final Topics topics = servers.topics();
  private final Path folder = Files.createTempDirectory("triggers-");
  private final String keyspace = servers.newKeyspace();
  private final String topic = Servers.newName("events");
  private final String firings = Servers.newName("firings");
  private final ObjectMapper json = new ObjectMapper();
  // Long over, in the same hour, and not too old to fire.
  private final Instant at = Instant.now().minus(Duration.ofDays(2));

  TriggersTest() throws Exception {}

  @Test
  void firingsFollowFromTheRowsThatSurvive() throws Exception {
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG.formatted(firings));
    Files.writeString(folder.resolve("more.yaml"), "{}\n");
    campaign("Spring");
    topics.create(topic, 1);
    try (FragileFlink flink = FragileFlink.start(folder.resolve("flink"));
        Job job = flink.start(arguments(catalog), () -> {})) {
      send(10);
      awaitMonths(job, Map.of("", 10L, "Spring", 10L));
      flink.makeCheckpoint();
      awaitFirings(job, Set.of("broken  0"));

      // An attempt that is lost sees that 'hot' is true for Spring.
      send(5);
      awaitMonths(job, Map.of("", 15L, "Spring", 15L));
      campaign("Sale");
      flink.loseTasks();
      awaitMonths(job, Map.of("", 15L, "Spring", 10L, "Sale", 5L));
      flink.makeCheckpoint();
      awaitFirings(job, Set.of("broken  0", "busy  1"));

      // A trigger that comes while the job runs looks at the numbers that are there.
      send(5);
      awaitMonths(job, Map.of("", 20L, "Spring", 10L, "Sale", 10L));
      Files.writeString(folder.resolve("more.yaml"), ADDED);
      job.await()
          .until(
              () -> {
                send(1);
                flink.makeCheckpoint();
                return found().contains("added Sale 1");
              });
      flink.loseTasks();
      send(12);
      long all = months().getOrDefault("", 0L);
      job.await().until(() -> months().getOrDefault("", 0L) >= all + 12);
      flink.makeCheckpoint();
    }

    assertThat(
        found(),
        equalTo(new TreeSet<>(Set.of("broken  0", "busy  1", "hot Sale 1", "added Sale 1"))));
    for (List<ConsumerRecord<byte[], byte[]>> same : byKey().values()) {
      assertThat(same.stream().map(TriggersTest::text).distinct().count(), equalTo(1L));
    }
    JsonNode busy = firing("busy");
    assertThat(busy.path("late").asBoolean(), equalTo(true));
    assertThat(busy.path("count").asLong(), equalTo(15L));
    assertThat(busy.path("uniques").asLong(), equalTo(1L));
    assertThat(firing("broken").path("failure").asText(), containsString("zero"));
  }

  private List<String> arguments(Path catalog) {
    return List.of(
        "--catalog=" + catalog,
        "--bootstrap-servers=" + topics.bootstrapServers(),
        "--input=" + topic,
        "--consumer-group=" + topic,
        "--cassandra=" + servers.cassandra(),
        "--keyspace=" + keyspace,
        "--window=200ms",
        "--shards=4",
        // Checkpoints are made by hand.
        "--checkpointingInterval=3600000");
  }

  private void awaitMonths(Job job, Map<String, Long> right) {
    try {
      job.await().until(() -> months().equals(right));
    } catch (ConditionTimeoutException e) {
      assertThat(months(), equalTo(right));
    }
  }

  private void awaitFirings(Job job, Set<String> right) throws Exception {
    try {
      job.await().until(() -> found().equals(right));
    } catch (ConditionTimeoutException e) {
      // The assertion says more than the timeout.
    }
    assertThat(found(), equalTo(right));
  }

  /** The identities of the firings: trigger, value and number. */
  private Set<String> found() throws Exception {
    Set<String> found = new TreeSet<>();
    for (ConsumerRecord<byte[], byte[]> message : messages()) {
      JsonNode firing = json.readTree(message.value());
      found.add(
          firing.path("trigger").asText()
              + " "
              + firing.path("value").asText()
              + " "
              + firing.path("number").asText());
    }
    return found;
  }

  private JsonNode firing(String trigger) throws Exception {
    for (ConsumerRecord<byte[], byte[]> message : messages()) {
      JsonNode firing = json.readTree(message.value());
      if (firing.path("trigger").asText().equals(trigger)) {
        return firing;
      }
    }
    throw new AssertionError("no firing of " + trigger);
  }

  private Map<String, List<ConsumerRecord<byte[], byte[]>>> byKey() {
    return messages().stream()
        .collect(
            Collectors.groupingBy(message -> new String(message.key(), StandardCharsets.UTF_8)));
  }

  private static String text(ConsumerRecord<byte[], byte[]> message) {
    return new String(message.value(), StandardCharsets.UTF_8);
  }

  private List<ConsumerRecord<byte[], byte[]>> messages() {
    try (TopicReader reader = new TopicReader(topics.bootstrapServers(), firings)) {
      return new ArrayList<>(reader.readOn());
    }
  }

  /** The count of the month by campaign; the total has no name. */
  private Map<String, Long> months() {
    Map<String, Long> months = new TreeMap<>();
    for (Row row : servers.rows(keyspace)) {
      if (row.resolution().equals("month")) {
        months.put(row.value(), row.count());
      }
    }
    return months;
  }

  private void campaign(String name) throws Exception {
    Files.writeString(folder.resolve("messages.csv"), "id,campaign\nm1," + name + "\n");
  }

  private void send(int events) throws Exception {
    String event =
        "{\"shop\":\"acme\",\"at\":\"%s\",\"who\":\"ana\",\"type\":\"open\",\"message\":\"m1\"}"
            .formatted(at);
    topics.send(topic, Collections.nCopies(events, event.getBytes(StandardCharsets.UTF_8)));
  }
}
