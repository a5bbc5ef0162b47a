package io.quipu.it.changes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.TopicReader;
import io.quipu.it.stack.Topics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Tests that a consumer of changes that keeps the largest versions has the stored rows. */
class ChangesTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: seconds}}
      statistics:
        sale: {events: [sale], dimensions: {item: item}, sums: {m: {field: m, scale: 2}}}
        view: {events: [view], dimensions: {page: page}}
      changes:
        topic: %s
        statistics: [sale]
        resolutions: [hour, month]
        more-than: 5%%
        within: 3s
      """;

  private final Servers servers = Servers.get();
  private final String keyspace = servers.newKeyspace();
  private final String topic = Servers.newName("events");
  private final String changes = Servers.newName("changes");
  private final Path folder = Files.createTempDirectory("changes-");
  private final Path catalog =
      Files.writeString(folder.resolve("catalog.yaml"), CATALOG.formatted(changes));
  private final List<byte[]> records = records();

  ChangesTest() throws Exception {}

  private static List<byte[]> records() {
    return IntStream.range(0, 400)
        .mapToObj(
            i ->
                """
                {"shop":"s%d","user":%d,"kind":"%s","at":%d,"item":"i%d","page":"p","m":%d.25}"""
                    .formatted(
                        i % 2,
                        i % 13,
                        i % 5 == 0 ? "view" : "sale",
                        1_750_000_000 + i * 900,
                        i % 7,
                        i - 100))
        .map(event -> event.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void theLargestVersionOfEachRowIsTheStoredRow() throws Exception {
    Topics topics = servers.topics();
    topics.create(topic, 3);
    Recount recount = new Recount(catalog, Map.of());
    try (FragileFlink flink = FragileFlink.start(folder.resolve("flink"));
        Job job = flink.start(arguments(topics), () -> {})) {
      for (int part = 0; part < 4; part++) {
        List<byte[]> some = records.subList(part * 100, (part + 1) * 100);
        topics.send(topic, some);
        some.forEach(record -> recount.add(record, Instant.now()));
        List<Row> rows = recount.rows();
        if (part % 2 == 0) {
          job.await().until(flink::hasCheckpoint);
          job.await().until(() -> servers.rows(keyspace).equals(rows));
        } else {
          flink.loseTasks();
          job.await().until(() -> servers.rows(keyspace).equals(rows));
        }
      }
      // Small changes come later.
      job.await().until(() -> Row.differences(selected(), latest(topics)).isEmpty());
    } catch (ConditionTimeoutException e) {
      // The assertion on the rows says more than the timeout.
    }

    assertThat(selected(), not(empty()));
    assertThat(Row.differences(selected(), latest(topics)), equalTo(""));
  }

  private List<Row> selected() {
    return servers.rows(keyspace).stream()
        .filter(row -> row.statistic().equals("sale") && !row.resolution().equals("day"))
        .toList();
  }

  /** The rows with the largest version of each key. */
  private List<Row> latest(Topics topics) throws Exception {
    Map<String, JsonNode> latest = new HashMap<>();
    ObjectMapper json = new ObjectMapper();
    List<ConsumerRecord<byte[], byte[]>> messages;
    try (TopicReader reader = new TopicReader(topics.bootstrapServers(), changes)) {
      messages = reader.readOn();
    }
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      latest.merge(
          new String(message.key(), StandardCharsets.UTF_8),
          json.readTree(message.value()),
          (known, next) -> version(next) > version(known) ? next : known);
    }
    assertThat(messages.size(), greaterThan(latest.size()));
    List<Row> rows = new ArrayList<>();
    for (JsonNode change : latest.values()) {
      if (change.path("count").asLong() > 0) {
        rows.add(row(change));
      }
    }
    return rows;
  }

  private static long version(JsonNode change) {
    return Long.parseLong(change.path("version").asText());
  }

  private static Row row(JsonNode change) {
    Map<String, BigDecimal> sums = new HashMap<>();
    change
        .path("sums")
        .fields()
        .forEachRemaining(sum -> sums.put(sum.getKey(), new BigDecimal(sum.getValue().asText())));
    return new Row(
        change.path("company").asText(),
        "",
        change.path("statistic").asText(),
        change.path("dimension").asText(),
        change.path("value").asText(),
        change.path("resolution").asText(),
        Instant.parse(change.path("bucket").asText()),
        change.path("count").asLong(),
        change.path("uniques").asLong(),
        sums);
  }

  private List<String> arguments(Topics topics) {
    return List.of(
        "--catalog=" + catalog,
        "--source=kafka",
        "--input=" + topic,
        "--bootstrap-servers=" + topics.bootstrapServers(),
        "--consumer-group=" + topic,
        "--cassandra=" + servers.cassandra(),
        "--keyspace=" + keyspace,
        "--shards=8");
  }
}
