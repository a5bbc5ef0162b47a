package io.quipu.it.limit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.quipu.audit.Audit;
import io.quipu.audit.recount.Difference;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that values beyond a limit count together, exactly, whoever counts them. */
class LimitTest {
  private static final int EVENTS = 400;

  private final Servers servers = Servers.get();
  private final String keyspace;
  private final Path folder;
  private final Path catalog;
  private final Random random = new Random(20_261_127);

  LimitTest() throws Exception {
    keyspace = servers.newKeyspace();
    folder = Files.createTempDirectory("limit-");
    catalog = LimitedEvents.catalog(folder);
  }

  /** The second run begins without state, and must meet the values of the first one. */
  @Test
  void runsOneAfterTheOtherAdmitTheSameValues() throws Exception {
    countInTwoRuns(Runner.DIRECT);
  }

  @Test
  void aRunContinuesFromTheValuesOfABatch() throws Exception {
    List<String> arguments = countInTwoRuns(Runner.FLINK, "--batch=true");
    arguments.set(0, "--input=" + folder + "/*.jsonl");
    assertThat(audit(arguments), empty());
  }

  private List<String> countInTwoRuns(Runner runner, String... first) throws Exception {
    List<byte[]> events = LimitedEvents.random(random, EVENTS);
    LimitedEvents.write(folder.resolve("part0.jsonl"), events.subList(0, EVENTS / 2));
    LimitedEvents.write(folder.resolve("part1.jsonl"), events.subList(EVENTS / 2, events.size()));
    count(runner, "part0.jsonl", first);
    List<Row> before = servers.rows(keyspace);
    LimitedEvents.requireExact(catalog, events.subList(0, EVENTS / 2), before);

    List<String> arguments = count(runner, "part1.jsonl");

    LimitedEvents.requireExact(catalog, events, servers.rows(keyspace));
    Map<String, Set<String>> after = LimitedEvents.values(servers.rows(keyspace));
    LimitedEvents.values(before)
        .forEach(
            (scope, values) ->
                assertThat(after.getOrDefault(scope, Set.of()).containsAll(values), is(true)));
    return arguments;
  }

  @Test
  void garbageKeepsRowsFew() throws Exception {
    int garbage = 100_000;
    List<byte[]> events =
        IntStream.range(0, garbage)
            .mapToObj(
                i ->
                    "{\"type\":\"view\",\"shop\":\"a\",\"who\":\"c%d\",\"at\":1770000000,\"url\":\"g%d\"}"
                        .formatted(i % 100, i)
                        .getBytes(StandardCharsets.UTF_8))
            .toList();
    LimitedEvents.write(folder.resolve("garbage.jsonl"), events);
    count(Runner.FLINK, "garbage.jsonl");

    List<Row> rows = servers.rows(keyspace);
    assertThat(
        rows.stream().filter(row -> row.dimension().equals("url")).count(),
        is(3L * (LimitedEvents.URLS + 1)));
    Set<Long> uniques =
        rows.stream()
            .filter(row -> row.value().equals("(other)"))
            .peek(row -> assertThat(row.count(), is((long) garbage - LimitedEvents.URLS)))
            .map(Row::uniques)
            .collect(Collectors.toSet());
    assertThat(uniques, is(Set.of(100L)));
  }

  private List<String> count(Runner runner, String glob, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--input=" + folder + "/" + glob,
                "--source=files",
                "--catalog=" + catalog,
                "--dead-letters=files:" + folder.resolve("dead-letters"),
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + keyspace,
                "--shards=4"));
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    try (Job job = runner.start(all)) {
      job.awaitDone();
    }
    return arguments;
  }

  private static JobSpec spec(List<String> arguments) {
    return JobSpec.parse(JobArguments.parse(arguments, List.of()));
  }

  private static List<Difference> audit(List<String> arguments) throws Exception {
    return new Audit(
            spec(arguments), CatalogFile.load(spec(arguments).catalogFile()), null, line -> {})
        .run()
        .comparison()
        .differences();
  }
}
