package io.quipu.it.migration;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.migration.Migration;
import io.quipu.store.session.CassandraSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that counts of Cassandra counters become final counts, from which a job continues. */
class MigrationTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: seconds}}
      company-time-zones: {s1: Asia/Tokyo}
      statistics:
        sale:
          events: [sale]
          dimensions: {item: {field: item, slices: 3}}
          sums: {m: {field: m, scale: 2}}
      """;

  private final Servers servers = Servers.get();
  private final Path folder = Files.createTempDirectory("migration-");
  private final Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);

  MigrationTest() throws Exception {}

  /** Customers of different files are different: counters do not say who was counted. */
  private List<String> events(int file) {
    return IntStream.range(0, 200)
        .mapToObj(
            i ->
                """
                {"shop":"s%d","user":"f%d-u%d","kind":"sale","at":%d,"item":"i%d","m":%d.25}"""
                    .formatted(i % 2, file, i % 13, 1_750_000_000 + i * 5_000, i % 7, i - 100))
        .toList();
  }

  @Test
  void aJobContinuesFromTheCountersOfAnother() throws Exception {
    String counters = servers.newKeyspace();
    String counts = servers.newKeyspace();
    run(counters, events(1), "--count-mode=increments");

    Migration.Result migrated = migrate(counts, counters);

    List<Row> first = recount(events(1));
    assertThat(migrated, is(new Migration.Result(first.size(), 200, 0)));
    assertThat(Row.differences(first, servers.rows(counts)), equalTo(""));

    // Repeated, as after a kill.
    assertThat(migrate(counts, counters), is(migrated));

    run(counts, events(2));
    List<String> both = new ArrayList<>(events(1));
    both.addAll(events(2));
    assertThat(Row.differences(recount(both), servers.rows(counts)), equalTo(""));

    StartupException refused =
        assertThrows(StartupException.class, () -> migrate(counts, counters));
    assertThat(refused.getMessage(), containsString("a migration does not add to them."));
  }

  private Migration.Result migrate(String into, String from) throws Exception {
    return new Migration(
            CassandraSettings.of(servers.cassandra(), into),
            from,
            CatalogFile.load(catalog.toString()),
            Duration.ofMinutes(1),
            line -> {})
        .run();
  }

  private List<Row> recount(List<String> events) throws Exception {
    Recount recount = new Recount(catalog, Map.of());
    events.forEach(event -> recount.add(event.getBytes(StandardCharsets.UTF_8), Instant.now()));
    return recount.rows();
  }

  private void run(String keyspace, List<String> events, String... more) throws Exception {
    Path file = Files.createTempFile(folder, "events", ".jsonl");
    Files.write(file, events);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--source=files",
                "--catalog=" + catalog,
                "--input=" + file,
                "--dead-letters=files:" + folder.resolve("dead-letters"),
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + keyspace,
                "--shards=4"));
    arguments.addAll(List.of(more));
    try (Job job = Runner.DIRECT.start(arguments)) {
      job.awaitDone();
    }
  }
}
