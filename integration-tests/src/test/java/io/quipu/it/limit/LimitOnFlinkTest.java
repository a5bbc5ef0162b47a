package io.quipu.it.limit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Row;
import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Tests that stored rows follow the values in state: tasks are lost after they have admitted values
 * that no checkpoint has, and the partitions are read in another order then.
 */
class LimitOnFlinkTest {
  private static final int PARTITIONS = 3;
  private static final int LOSSES = 1;
  private static final int PART = 100;

  @Test
  void valuesOfALostAttemptAreCorrected() throws Exception {
    Servers servers = Servers.get();
    Topics topics = servers.topics();
    Path folder = Files.createTempDirectory("limit-");
    Path catalog = LimitedEvents.catalog(folder);
    String keyspace = servers.newKeyspace();
    String topic = Servers.newName("limit");
    topics.create(topic, PARTITIONS);
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
    List<byte[]> events = LimitedEvents.random(new Random(5), (LOSSES + 1) * PART);
    List<byte[]> sent = new ArrayList<>(events.subList(0, 10));
    try (FragileFlink flink = FragileFlink.start(folder);
        Job job = flink.start(arguments, () -> {})) {
      topics.send(topic, sent);
      awaitExact(job, servers, keyspace, catalog, sent);
      flink.makeCheckpoint();
      for (int part = 0; part < LOSSES; part++) {
        List<byte[]> more = events.subList(10 + part * PART, 10 + (part + 1) * PART);
        topics.send(topic, more);
        sent.addAll(more);
        awaitExact(job, servers, keyspace, catalog, sent);
        flink.loseTasks();
        awaitExact(job, servers, keyspace, catalog, sent);
      }
      List<byte[]> rest = events.subList(10 + LOSSES * PART, events.size());
      topics.send(topic, rest);
      sent.addAll(rest);
      awaitExact(job, servers, keyspace, catalog, sent);
    }
    LimitedEvents.requireExact(catalog, sent, servers.rows(keyspace));
  }

  private static void awaitExact(
      Job job, Servers servers, String keyspace, Path catalog, List<byte[]> sent) throws Exception {
    try {
      job.await()
          .until(
              () -> {
                List<Row> stored = servers.rows(keyspace);
                return stored.equals(LimitedEvents.expected(catalog, sent, stored));
              });
    } catch (ConditionTimeoutException e) {
      List<Row> stored = servers.rows(keyspace);
      assertThat(
          Row.differences(LimitedEvents.expected(catalog, sent, stored), stored), equalTo(""));
    }
  }
}
