package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.progress.Completeness;
import io.quipu.model.progress.Counted;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressReader;
import io.quipu.store.progress.ProgressSnapshot;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests what a job notes about its progress: each answer has at least the events that were sent
 * before the time up to which the job says that it has counted, also while its tasks are lost.
 */
class CompletenessOnFlinkTest {
  private static final String CATALOG =
      """
      version: 1
      event:
        company: shop
        customer: who
        type: type
        time: {field: at, unit: iso-8601}
      statistics:
        opened:
          events: [open]
      """;

  private static final int ROUNDS = 12;
  private final Instant yesterday =
      Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);

  // By when an event was surely appended: how many events of yesterday were sent until then.
  private final NavigableMap<Long, Long> sent = new TreeMap<>();
  private long answers;
  private long told;

  @Test
  void whatAnAnswerCallsCountedIsInItAlsoWhenTasksAreLost() throws Exception {
    Servers servers = Servers.get();
    Topics topics = servers.topics();
    Path folder = Files.createTempDirectory("completeness-");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    String keyspace = servers.newKeyspace();
    String topic = Servers.newName("completeness");
    topics.create(topic, 2);
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

    try (CassandraSession session =
            CassandraSession.open(
                CassandraSettings.of(servers.cassandra(), keyspace),
                Duration.ofMinutes(1),
                line -> {});
        FragileFlink flink = FragileFlink.start(folder);
        Job job = flink.start(arguments, () -> {})) {
      CountsReader counts = new CountsReader(session, keyspace);
      ProgressReader progress = counts.progress(RunsTable.Kind.STATISTIC);
      for (int round = 1; round <= ROUNDS; round++) {
        topics.send(topic, List.of(event(yesterday)));
        sent.put(Instant.now().toEpochMilli(), (long) round);
        if (round % 4 == 2) {
          flink.makeCheckpoint();
        }
        if (round % 4 == 0) {
          flink.loseTasks();
        }
        long before = told;
        long enough = round % 4 == 0 ? sent.lastKey() : 0;
        job.await()
            .pollInterval(Duration.ofMillis(20))
            .until(() -> check(counts, progress) > enough && told > before);
      }

      assertThat(missing(progress), containsString("Events may still come"));
      // Now most events come at once, so an hour of yesterday has long been left.
      topics.send(topic, Collections.nCopies(30_000, event(Instant.now())));
      job.await()
          .until(
              () -> {
                topics.send(topic, List.of(event(Instant.now())));
                return missing(progress) == null;
              });
      topics.send(topic, List.of("broken".getBytes(StandardCharsets.UTF_8)));
      // Whoever calls the hour counted must also know of the dead letter.
      Instant hour = Instant.now().minus(1, ChronoUnit.HOURS);
      String why = job.await().until(() -> missing(progress, hour), missing -> !isLate(missing));
      assertThat(why, containsString("1 dead letters"));
    }
    assertThat(answers, greaterThan(20L));
  }

  /** Asks, compares the answer with what was sent, and returns up to when it is counted. */
  private long check(CountsReader counts, ProgressReader progress) {
    Counted counted = ProgressSnapshot.take(progress).counted();
    long count =
        counts
            .series(
                CounterKey.whole("acme", "opened"),
                Resolution.HOUR,
                yesterday,
                yesterday.plus(1, ChronoUnit.HOURS))
            .stream()
            .mapToLong(row -> row.count())
            .sum();
    answers++;
    var least = sent.floorEntry(counted.upTo());
    if (least != null) {
      told++;
      assertThat(
          "counted up to " + Instant.ofEpochMilli(counted.upTo()),
          count,
          greaterThanOrEqualTo(least.getValue()));
    }
    return counted.upTo();
  }

  private @Nullable String missing(ProgressReader progress) {
    return missing(progress, yesterday);
  }

  private static @Nullable String missing(ProgressReader progress, Instant start) {
    Instant end = start.plus(1, ChronoUnit.HOURS);
    return of(progress, start, end)
        .missing(start.toEpochMilli(), end.toEpochMilli(), System.currentTimeMillis());
  }

  private static boolean isLate(@Nullable String missing) {
    return missing != null && missing.startsWith("Events may still come");
  }

  private static Completeness of(ProgressReader progress, Instant start, Instant end) {
    return ProgressSnapshot.take(progress)
        .of("acme", Resolution.HOUR, start.toEpochMilli(), end.toEpochMilli(), ZoneOffset.UTC);
  }

  private static byte[] event(Instant at) {
    return ("{\"shop\":\"acme\",\"at\":\"" + at + "\",\"who\":\"ana\",\"type\":\"open\"}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
