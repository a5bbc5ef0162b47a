package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.runners.flink.embedded.CheckpointFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Tests that a job whose process is killed with kill -9 continues when the same command runs again,
 * also if its topic has got more partitions meanwhile.
 */
final class KillAndGoOnTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long SEED = 20_261_121;
  private static final int EVENTS = 600;
  private static final int PARTITIONS = 2;

  @Test
  void theSameCommandContinuesTheKilledOne() throws Exception {
    Random random = new Random(SEED);
    RandomCatalog catalog = new RandomCatalog(random);
    Path folder = Files.createTempDirectory("killed-");
    Path catalogFile = catalog.write(folder);
    List<byte[]> records = new RandomEvents(random, catalog).records(EVENTS);
    Recount recount = new Recount(catalogFile, RandomCatalog.expressions());
    records.forEach(record -> recount.add(record, Instant.now()));
    Servers servers = Servers.get();
    String keyspace = servers.newKeyspace();
    Topics topics = servers.topics();
    String topic = Servers.newName("killed");
    topics.create(topic, PARTITIONS);
    // The client looks for new partitions every second, and not every 30 s.
    Path kafkaProperties = folder.resolve("kafka.properties");
    Files.writeString(kafkaProperties, "metadata.max.age.ms=1000");
    Path state = folder.resolve("state");
    Shell shell = new Shell(folder);
    String[] command = {
      "run",
      "statistic",
      "--catalog=" + catalogFile,
      "--bootstrap-servers=" + topics.bootstrapServers(),
      "--kafka-properties=" + kafkaProperties,
      "--input=" + topic,
      "--consumer-group=" + topic,
      "--cassandra=" + servers.cassandra(),
      "--keyspace=" + keyspace,
      "--state-folder=" + state,
      "--shards=8"
    };

    topics.send(topic, records.subList(0, EVENTS / 3));
    Shell.Started first = shell.start(command);
    try {
      await(first).until(() -> CheckpointFolder.latest(state).isPresent());
      int before = servers.rows(keyspace).size();
      topics.grow(topic, 2 * PARTITIONS);
      topics.send(topic, records.subList(EVENTS / 3, 2 * EVENTS / 3));
      // Rows that are written after the checkpoint will be written again.
      await(first).until(() -> servers.rows(keyspace).size() > before);
    } finally {
      first.process().destroyForcibly().waitFor();
    }
    topics.send(topic, records.subList(2 * EVENTS / 3, records.size()));

    Shell.Started second = shell.start(command);
    try {
      await(second).until(() -> servers.rows(keyspace).equals(recount.rows()));
    } catch (ConditionTimeoutException e) {
      assertThat(
          second.err(), Row.differences(recount.rows(), servers.rows(keyspace)), equalTo(""));
    } finally {
      second.process().destroyForcibly().waitFor();
    }
    assertThat(second.err(), containsString("Going on from the checkpoint"));
  }

  private static ConditionFactory await(Shell.Started command) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .failFast("the command has ended", () -> !command.process().isAlive());
  }
}
