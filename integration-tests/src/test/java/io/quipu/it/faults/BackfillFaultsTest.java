package io.quipu.it.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.FlinkRest;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.flink.RunningFlink;
import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests that a backfill on a Flink cluster continues after kills of task managers and of Cassandra,
 * and that its rows equal a recount. It is part of the long run only: {@code mvn verify -Pfaults
 * -Dfaults.minutes=10}.
 */
@EnabledIfSystemProperty(named = "faults.minutes", matches = "[1-9]\\d*")
class BackfillFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int KILLS = 20;

  /** More would make the growing pauses of Flink's restarts long. */
  private static final int KILLS_OF_ONE = 4;

  private static final int FILES = 16;
  private static final int EVENTS_OF_FILE = 25_000;
  private static final long BEGIN = Instant.parse("2026-09-01T00:00:00Z").getEpochSecond();

  private static final String CATALOG =
      """
      version: 1
      event:
        company: shop
        customer: user
        type: kind
        id: id
        time: {field: at, unit: seconds}
      statistics:
        visit:
          events: [visit]
          dimensions: {page: page}
          sums: {paid: {field: paid, scale: 2}}
      """;

  private final long seed = Long.getLong("faults.seed", Instant.now().toEpochMilli());
  private final Random random = new Random(seed);
  private final Path folder = Files.createTempDirectory("backfill-faults-");
  private final Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
  private final List<String> sent = new ArrayList<>();
  private int kills;

  BackfillFaultsTest() throws IOException {}

  @Test
  void rowsEqualARecountAfterKills() throws Exception {
    List<Row> expected = writeEvents().rows();
    say("seed %d, %d files, %d rows".formatted(seed, FILES, expected.size()));
    LocalCassandra cassandraSettings =
        LocalCassandra.in(folder.resolve("cassandra"))
            .withYamlEntries(
                Map.of("commitlog_sync", "group", "commitlog_sync_group_window", "10ms"));
    RunningCassandra cassandra = cassandraSettings.start();
    try (RunningFlink flink =
        LocalFlink.in(folder.resolve("flink"))
            .withTaskManagers(2)
            .withSlots(1)
            .withHeapMegabytes(1_024)
            .withProperties(FlinkConfiguration.settings())
            .start()) {
      flink.awaitReady(PATIENCE);
      cassandra.awaitReady(PATIENCE);
      String address =
          cassandra.contactPoint().getHostString() + ":" + cassandra.contactPoint().getPort();
      try (CassandraSession session =
          CassandraSession.open(CassandraSettings.of(address, "none"), PATIENCE, line -> {})) {
        for (int number = 1; kills < KILLS; number++) {
          String keyspace = "history" + number;
          new SchemaAdmin(session, CountsSchema.of(keyspace, Replication.ONE)).apply();
          try (RunningJob job = start(flink.address(), address, keyspace)) {
            long begin = System.nanoTime();
            int before = kills;
            while (!job.awaitEnd(Duration.ofMillis(1_000 + random.nextInt(6_000)))) {
              assertThat("too slow", System.nanoTime() - begin < LONGEST.toNanos());
              if (kills - before < KILLS_OF_ONE) {
                cassandra = kill(flink, cassandraSettings, cassandra);
              }
            }
            say(
                "backfill %d ended after %.0f s and %d kills; %s"
                    .formatted(
                        number,
                        (System.nanoTime() - begin) / 1e9,
                        kills - before,
                        attempts(flink.address())));
          }
          assertThat(
              Row.differences(expected, new StoredCounts(session, keyspace).rows()), equalTo(""));
          session.cql().execute("DROP KEYSPACE " + keyspace);
        }
      }
    } finally {
      cassandra.kill();
    }
    assertThat(kills, greaterThanOrEqualTo(KILLS));
  }

  /** Kills a process, and starts it again after some seconds. */
  private RunningCassandra kill(
      RunningFlink flink, LocalCassandra settings, RunningCassandra cassandra)
      throws InterruptedException {
    kills++;
    int which = random.nextInt(3);
    if (which == 2) {
      cassandra.kill();
      TimeUnit.SECONDS.sleep(random.nextInt(3));
      say("kill -9 of Cassandra");
      RunningCassandra next = settings.start();
      next.awaitReady(PATIENCE);
      return next;
    }
    flink.taskManagers().get(which).kill();
    TimeUnit.SECONDS.sleep(random.nextInt(3));
    flink.restartTaskManager(which);
    say("kill -9 of task manager " + (which + 1));
    return cassandra;
  }

  private RunningJob start(String flink, String cassandra, String keyspace) throws Exception {
    return new JobLauncher(line -> {})
        .start(
            List.of(
                "--source=files",
                "--batch=true",
                "--flinkMaster=" + flink,
                "--parallelism=2",
                "--catalog=" + catalog,
                "--input=" + folder + "/*.jsonl",
                "--dead-letters=files:" + folder.resolve("dead-letters"),
                "--cassandra=" + cassandra,
                "--keyspace=" + keyspace,
                "--shards=8"));
  }

  /** How many tasks of the last job ran once, and how many more often. */
  private static String attempts(String address) throws Exception {
    FlinkRest flink = new FlinkRest(address);
    String last = "";
    long latest = -1;
    for (var job : flink.get("/jobs/overview").path("jobs")) {
      if (job.path("start-time").asLong() > latest) {
        latest = job.path("start-time").asLong();
        last = job.path("jid").asText();
      }
    }
    int once = 0;
    int again = 0;
    for (var stage : flink.get("/jobs/" + last).path("vertices")) {
      for (var task :
          flink.get("/jobs/" + last + "/vertices/" + stage.path("id").asText()).path("subtasks")) {
        if (task.path("attempt").asInt() == 0) {
          once++;
        } else {
          again++;
        }
      }
    }
    return "%d tasks ran once, %d again".formatted(once, again);
  }

  private Recount writeEvents() throws IOException {
    Recount recount = new Recount(catalog, Map.of());
    for (int file = 0; file < FILES; file++) {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(folder.resolve("part%02d.jsonl".formatted(file))))) {
        for (int i = 0; i < EVENTS_OF_FILE; i++) {
          byte[] event = event().getBytes(StandardCharsets.UTF_8);
          out.write(event);
          out.write('\n');
          recount.add(event, Instant.now());
        }
      }
    }
    return recount;
  }

  /** One event in ten was sent before. */
  private String event() {
    if (!sent.isEmpty() && random.nextInt(10) == 0) {
      return sent.get(random.nextInt(sent.size()));
    }
    String event =
        "{\"shop\":\"s%d\",\"user\":\"u%d\",\"kind\":\"visit\",\"id\":%d,\"at\":%d,\"page\":\"p%d\",\"paid\":\"%d.50\"}"
            .formatted(
                random.nextInt(3),
                random.nextInt(20_000),
                random.nextLong(Long.MAX_VALUE),
                BEGIN + random.nextInt(40 * 86_400),
                random.nextInt(20),
                random.nextInt(100));
    sent.add(event);
    return event;
  }

  private static void say(String line) {
    Objects.requireNonNull(System.out).println("backfill faults: " + line);
  }
}
