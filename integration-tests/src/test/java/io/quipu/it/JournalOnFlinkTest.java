package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Row;
import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Tests that stored rows follow the state: a looked-up value changes, and the tasks are lost after
 * they have written rows with the earlier value.
 */
class JournalOnFlinkTest {
  private static final String CATALOG =
      """
      version: 1
      event:
        company: shop
        customer: who
        type: type
        time: {field: at, unit: iso-8601}
      lookups:
        messages:
          file: messages.csv
          key: {id: message}
      statistics:
        opened:
          events: [open]
          dimensions:
            campaign: {lookup: messages.campaign}
      """;

  @Test
  void rowsOfALostAttemptAreCorrectedWhenALookedUpValueHasChanged() throws Exception {
    Servers servers = Servers.get();
    Topics topics = servers.topics();
    Path folder = Files.createTempDirectory("journal-");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    campaign(folder, "Spring");
    String keyspace = servers.newKeyspace();
    String topic = Servers.newName("journal");
    topics.create(topic, 1);
    List<String> arguments =
        List.of(
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

    try (FragileFlink flink = FragileFlink.start(folder);
        Job job = flink.start(arguments, () -> {})) {
      topics.send(topic, Collections.nCopies(10, event()));
      awaitMonths(job, servers, keyspace, Map.of("", 10L, "Spring", 10L));
      flink.makeCheckpoint();
      topics.send(topic, Collections.nCopies(5, event()));
      awaitMonths(job, servers, keyspace, Map.of("", 15L, "Spring", 15L));
      campaign(folder, "Spring sale");
      flink.loseTasks();
      Map<String, Long> right = Map.of("", 15L, "Spring", 10L, "Spring sale", 5L);
      awaitMonths(job, servers, keyspace, right);

      // The corrected rows count on from the state.
      topics.send(topic, List.of(event()));
      awaitMonths(job, servers, keyspace, Map.of("", 16L, "Spring", 10L, "Spring sale", 6L));
    }
    // Hours and days agree with the months.
    Map<String, Long> hours = new TreeMap<>();
    Map<String, Long> days = new TreeMap<>();
    for (Row row : servers.rows(keyspace)) {
      if (row.resolution().equals("hour")) {
        hours.merge(row.value(), row.count(), Long::sum);
      } else if (row.resolution().equals("day")) {
        days.merge(row.value(), row.count(), Long::sum);
      }
    }
    assertThat(hours, equalTo(Map.of("", 16L, "Spring", 10L, "Spring sale", 6L)));
    assertThat(days, equalTo(hours));
  }

  private static void awaitMonths(
      Job job, Servers servers, String keyspace, Map<String, Long> right) throws Exception {
    try {
      job.await().until(() -> months(servers, keyspace).equals(right));
    } catch (ConditionTimeoutException e) {
      assertThat(months(servers, keyspace), equalTo(right));
    }
  }

  private static void campaign(Path folder, String name) throws Exception {
    Files.writeString(folder.resolve("messages.csv"), "id,campaign\nm1," + name + "\n");
  }

  private static byte[] event() {
    return "{\"shop\":\"acme\",\"at\":\"2026-11-20T12:00:00Z\",\"who\":\"ana\",\"type\":\"open\",\"message\":\"m1\"}"
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The count of the month by campaign; the total has no name. */
  private static Map<String, Long> months(Servers servers, String keyspace) {
    Map<String, Long> months = new TreeMap<>();
    for (Row row : servers.rows(keyspace)) {
      if (row.resolution().equals("month")) {
        months.put(row.value(), row.count());
      }
    }
    return months;
  }
}
