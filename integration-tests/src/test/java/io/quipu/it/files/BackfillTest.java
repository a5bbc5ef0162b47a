package io.quipu.it.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.pipeline.options.JobKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a batch pipeline gives the rows of a recount, and that other runs add to them. */
class BackfillTest {
  private static final String BATCH = "--batch=true";
  private static final int EVENTS = 300;
  private static final int PART = EVENTS / 5;

  private final Servers servers = Servers.get();
  private final String keyspace;
  private final Random random = new Random(20_261_127);
  private final RandomCatalog catalog = new RandomCatalog(random);
  private final Path folder;
  private final Path catalogFile;
  private final List<byte[]> records;

  BackfillTest() throws Exception {
    keyspace = servers.newKeyspace();
    folder = Files.createTempDirectory("backfill-");
    catalogFile = catalog.write(folder);
    records = new RandomEvents(random, catalog).records(EVENTS);
  }

  @BeforeEach
  void write() throws IOException {
    for (int part = 0; part < 5; part++) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("part" + part + ".jsonl"))) {
        for (byte[] record : records.subList(part * PART, (part + 1) * PART)) {
          out.write(record);
          out.write('\n');
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchAndLaterRunsAreAsOneRun(Runner runner) throws Exception {
    count(runner, "part[0-3].jsonl", BATCH);
    assertThat(Row.differences(recount(EVENTS - PART).rows(), servers.rows(keyspace)), equalTo(""));

    // The next run uses the pages of the backfill: no customer is unique twice, no id counts twice.
    count(runner, "part4.jsonl");
    assertThat(Row.differences(recount(EVENTS).rows(), servers.rows(keyspace)), equalTo(""));

    StartupException refused =
        assertThrows(
            StartupException.class, () -> count(runner, "*.jsonl", BATCH, "--count-again"));
    assertThat(refused.getMessage(), containsString("and a backfill does not add to them. Name"));
  }

  @Test
  void aBatchOfATopicAndALiveJobAreAsOneRun() throws Exception {
    Topics topics = servers.topics();
    String topic = Servers.newName("history");
    topics.create(topic, 3);
    topics.send(topic, records.subList(0, EVENTS - PART));
    try (Job batch = Runner.FLINK.start(topicArguments(topics, topic, BATCH))) {
      batch.awaitDone();
    }
    assertThat(Row.differences(recount(EVENTS - PART).rows(), servers.rows(keyspace)), equalTo(""));

    // What comes after the cut is left for the live job.
    topics.send(topic, records.subList(EVENTS - PART, EVENTS));
    try (Job live = Runner.FLINK.start(topicArguments(topics, topic, "--start-from=committed"))) {
      List<Row> expected = recount(EVENTS).rows();
      live.await().until(() -> servers.rows(keyspace).equals(expected));
    }
  }

  private List<String> topicArguments(Topics topics, String topic, String option) {
    return List.of(
        "--catalog=" + catalogFile,
        "--source=kafka",
        "--input=" + topic,
        "--bootstrap-servers=" + topics.bootstrapServers(),
        "--consumer-group=" + topic,
        "--cassandra=" + servers.cassandra(),
        "--keyspace=" + keyspace,
        "--dead-letters=files:" + folder.resolve("dead-letters"),
        "--shards=4",
        option);
  }

  @Test
  void theCustomerJobIsTheSame() throws Exception {
    Runner runner = Runner.FLINK;
    count(runner, "part[0-3].jsonl", BATCH, "--job=" + JobKind.CUSTOMER);
    assertThat(
        Row.differences(byCustomer(EVENTS - PART).rows(), servers.customerRows(keyspace)),
        equalTo(""));
    count(runner, "part4.jsonl", "--job=" + JobKind.CUSTOMER);
    assertThat(
        Row.differences(byCustomer(EVENTS).rows(), servers.customerRows(keyspace)), equalTo(""));
  }

  private Recount recount(int size) throws IOException {
    return add(size, new Recount(catalogFile, RandomCatalog.expressions()));
  }

  private Recount byCustomer(int size) throws IOException {
    return add(size, Recount.byCustomer(catalogFile, RandomCatalog.expressions()));
  }

  private Recount add(int size, Recount recount) {
    records.subList(0, size).forEach(record -> recount.add(record, Instant.now()));
    return recount;
  }

  private void count(Runner runner, String glob, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--source=files",
                "--catalog=" + catalogFile,
                "--input=" + folder + "/" + glob,
                "--dead-letters=files:" + folder.resolve("dead-letters"),
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + keyspace,
                "--shards=4"));
    arguments.addAll(List.of(more));
    try (Job job = runner.start(arguments)) {
      job.awaitDone();
    }
  }
}
