package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Counting;
import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Outcome;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.pipeline.options.CountMode;
import io.quipu.pipeline.options.JobKind;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the mode with Cassandra counters: without a fault the rows equal the recount; a lost task
 * counts again what was written since the last checkpoint.
 */
class CountModeTest {
  private static final int RANDOM_EVENTS = 120;
  private static final int PHASE_EVENTS = 1_000;
  private static final int CUSTOMERS = 40;
  private static final int PARTITIONS = 2;

  private final Servers servers;

  CountModeTest() throws InterruptedException {
    servers = Servers.get();
  }

  @ParameterizedTest
  @CsvSource({"FLINK, Kafka, STATISTIC", "FLINK, files, CUSTOMER"})
  void equalsTheRecountWithoutAFault(Runner runner, String source, JobKind kind) throws Exception {
    Random random = new Random(3);
    RandomCatalog catalog = new RandomCatalog(random).withoutSequences();
    Path folder = Files.createTempDirectory("increments-");
    Path catalogFile = catalog.write(folder);
    List<byte[]> records = new RandomEvents(random, catalog).records(RANDOM_EVENTS);
    Recount recount =
        kind == JobKind.STATISTIC
            ? new Recount(catalogFile, RandomCatalog.expressions())
            : Recount.byCustomer(catalogFile, RandomCatalog.expressions());
    records.forEach(record -> recount.add(record, Instant.now()));
    assertThat(recount.rows().size(), greaterThan(RANDOM_EVENTS));
    Counting counting = new Counting(servers, runner, catalogFile, kind, CountMode.INCREMENTS);

    Outcome outcome =
        source.equals("files")
            ? counting.files(List.of(write(folder, records)))
            : counting.kafka(
                records,
                recount,
                RandomEvents.last(catalog, Instant.parse("2025-05-05T05:05:05Z")),
                RandomCatalog.LAST);

    outcome.assertEquals("increments", recount);
  }

  /**
   * The tasks are lost when all events of a phase are written, but none is in a checkpoint. So all
   * of them are read again: the maximum error of a crash.
   */
  @Test
  void aLostTaskAddsOnceMoreWhatWasWrittenSinceTheLastCheckpoint() throws Exception {
    Path folder = Files.createTempDirectory("increments-");
    Path catalog = catalog(folder);
    String keyspace = servers.newKeyspace();
    String topic = Servers.newName("increments");
    Topics topics = servers.topics();
    topics.create(topic, PARTITIONS);
    List<byte[]> before = events("before");
    List<byte[]> during = events("during");
    List<byte[]> after = events("after");

    try (FragileFlink flink = FragileFlink.start(folder);
        Job job = flink.start(arguments(catalog, keyspace, topic), () -> {})) {
      topics.send(topic, before);
      job.await().until(() -> isWritten(keyspace, "before", PHASE_EVENTS));
      flink.makeCheckpoint();
      topics.send(topic, during);
      job.await().until(() -> isWritten(keyspace, "during", 2 * PHASE_EVENTS));
      flink.loseTasks();
      topics.send(topic, after);
      job.await().until(() -> count(keyspace, "after") == PHASE_EVENTS);
      // When these events are counted, all earlier ones are too.
      topics.send(topic, Collections.nCopies(PARTITIONS, event("last", 0)));
      job.await().until(() -> count(keyspace, "last") == PARTITIONS);
    }

    Recount recount = new Recount(catalog, Map.of());
    Stream.of(before, during, after, Collections.nCopies(PARTITIONS, event("last", 0)))
        .flatMap(Collection::stream)
        .forEach(record -> recount.add(record, Instant.now()));
    Recount surplus = new Recount(catalog, Map.of());
    during.forEach(record -> surplus.add(record, Instant.now()));
    assertThat(
        Row.differences(
            sum(recount.rows(), surplus.rows(), Map.of("during", 1L, "", 0L)),
            servers.increments(keyspace)),
        equalTo(""));
  }

  /**
   * @param uniques how often the customers of a value count as unique again; those seen before the
   *     checkpoint are still known
   */
  private static List<Row> sum(List<Row> rows, List<Row> more, Map<String, Long> uniques) {
    Map<List<Object>, Row> surplus = new HashMap<>();
    more.forEach(row -> surplus.put(bucket(row), row));
    return rows.stream()
        .map(
            row -> {
              Row added = surplus.get(bucket(row));
              return added == null ? row : sum(row, added, uniques.getOrDefault(row.value(), 0L));
            })
        .toList();
  }

  private static Row sum(Row row, Row added, long timesUnique) {
    Map<String, BigDecimal> sums = new HashMap<>(row.sums());
    added.sums().forEach((name, sum) -> sums.merge(name, sum, BigDecimal::add));
    Long uniques = row.uniques();
    Long again = added.uniques();
    return new Row(
        row.company(),
        row.customer(),
        row.statistic(),
        row.dimension(),
        row.value(),
        row.resolution(),
        row.bucketStart(),
        row.count() + added.count(),
        uniques == null || again == null ? null : (Long) (uniques + timesUnique * again),
        sums);
  }

  private static List<Object> bucket(Row row) {
    return List.of(row.dimension(), row.value(), row.resolution(), row.bucketStart());
  }

  private static Path catalog(Path folder) throws Exception {
    return Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event: {company: shop, customer: user, type: type, time: {field: at, unit: seconds}}
        time-zone: UTC
        statistics:
          order:
            events: [order]
            dimensions: {phase: phase}
            sums: {revenue: {field: revenue, scale: 2}}
        """);
  }

  private List<String> arguments(Path catalog, String keyspace, String topic) {
    return new ArrayList<>(
        List.of(
            "--catalog=" + catalog,
            "--source=kafka",
            "--bootstrap-servers=" + servers.topics().bootstrapServers(),
            "--input=" + topic,
            "--consumer-group=" + topic,
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace,
            "--count-mode=increments",
            "--window=200ms",
            "--shards=8",
            // The job makes no checkpoint by itself within the test: the first comes at a random
            // time between these two bounds.
            "--checkpointingInterval=86400000",
            "--minPauseBetweenCheckpoints=86400000"));
  }

  private static List<byte[]> events(String phase) {
    return IntStream.range(0, PHASE_EVENTS).mapToObj(i -> event(phase, i)).toList();
  }

  private static byte[] event(String phase, int number) {
    return """
        {"type":"order","shop":"s","user":%d,"at":%d,"phase":"%s","revenue":"%d.%02d"}"""
        .formatted(
            number % CUSTOMERS,
            1_767_225_600 + number % 3 * 3600,
            phase,
            number % 7 - 3,
            number % 100)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A phase's rows and the rows of all phases are in different shards, so they are written
   * separately.
   */
  private boolean isWritten(String keyspace, String phase, long eventsOfAllPhases) {
    return count(keyspace, phase) == PHASE_EVENTS && count(keyspace, "") == eventsOfAllPhases;
  }

  private long count(String keyspace, String value) {
    return servers.increments(keyspace).stream()
        .filter(row -> row.value().equals(value) && row.resolution().equals("month"))
        .mapToLong(Row::count)
        .sum();
  }

  private static Path write(Path folder, List<byte[]> records) throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] record : records) {
      lines.write(record);
      lines.write('\n');
    }
    return Files.write(folder.resolve("events.jsonl"), lines.toByteArray());
  }
}
