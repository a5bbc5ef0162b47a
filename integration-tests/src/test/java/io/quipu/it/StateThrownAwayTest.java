package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a job without its old state: a job is drained, its state is deleted, and a new job
 * continues from the rows in Cassandra. Counts, uniques and sums equal a recount, as with one job.
 */
class StateThrownAwayTest {
  private static final int EVENTS = 600;
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @ParameterizedTest
  @ValueSource(longs = 4711)
  void theStoredRowsAreEnoughToContinue(long seed) throws Exception {
    Random random = new Random(seed);
    RandomCatalog catalog = new RandomCatalog(random);
    Path folder = Files.createTempDirectory("thrown-");
    Path catalogFile = catalog.write(folder);
    List<byte[]> records = new RandomEvents(random, catalog).records(EVENTS);
    Servers servers = Servers.get();
    String keyspace = servers.newKeyspace();
    Topics topics = servers.topics();
    String topic = Servers.newName("thrown");
    topics.create(topic, PARTITIONS);
    List<String> arguments =
        List.of(
            "--catalog=" + catalogFile,
            "--source=kafka",
            "--bootstrap-servers=" + topics.bootstrapServers(),
            "--input=" + topic,
            "--consumer-group=" + topic,
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace,
            "--window=200ms",
            "--shards=8");

    Recount recount = new Recount(catalogFile, RandomCatalog.expressions());
    for (int part = 0; part < 3; part++) {
      List<byte[]> some = records.subList(part * EVENTS / 3, (part + 1) * EVENTS / 3);
      topics.send(topic, some);
      some.forEach(record -> recount.add(record, Instant.now()));
      List<String> more =
          part == 0
              ? List.of("--start-from=earliest")
              : List.of("--start-from=committed", "--bootstrap-before=2099-01");
      List<String> options = new ArrayList<>(arguments);
      options.addAll(more);
      options.add("--state-folder=" + folder.resolve("state" + part));
      try (RunningJob job = new JobLauncher(progress -> {}).start(options)) {
        Awaitility.await().atMost(PATIENCE).until(() -> job.figures().events() == some.size());
        job.drain();
        assertThat(job.awaitEnd(PATIENCE), equalTo(true));
      }
      assertThat(
          "seed " + seed + ", part " + part,
          Row.differences(recount.rows(), servers.rows(keyspace)),
          equalTo(""));
    }
  }
}
