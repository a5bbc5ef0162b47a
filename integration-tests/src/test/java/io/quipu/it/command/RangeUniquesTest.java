package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.model.counter.CounterKey;
import io.quipu.server.api.ApiServer;
import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the different customers of ranges of days, as they are read from Cassandra. */
class RangeUniquesTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: iso-8601}}
      time-zone: Europe/Berlin
      statistics:
        visit: {events: [visit], dimensions: {value: value}RANGE}
      """;

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final LocalDate BEGIN = LocalDate.of(2025, 11, 20);
  private static final int DAYS = 100;
  private static final CounterKey X = new CounterKey("acme", "", "visit", "value", "x");

  /** The more often, the more customers. */
  private static final List<String> VALUES = List.of("x", "x", "x", "y", "y", "z");

  private final Servers servers = Servers.get();
  private final Random random = new Random(20_261_127);

  /** The customers of each day, by value. */
  private final Map<String, Map<LocalDate, Set<String>>> customers = new TreeMap<>();

  // The servers may be interrupted while they start.
  RangeUniquesTest() throws InterruptedException {}

  @Test
  void anyRangeIsExactAfterSeveralFilesAndInABackfill() throws Exception {
    Path folder = Files.createTempDirectory("ranges-");
    Path catalog = catalog(folder, ", range-uniques: true");
    Files.write(folder.resolve("one.jsonl"), events(150));
    Files.write(folder.resolve("two.jsonl"), events(150));
    String live = servers.newKeyspace();
    String backfilled = servers.newKeyspace();

    count(Runner.FLINK, catalog, folder.resolve("one.jsonl"), live);
    count(Runner.FLINK, catalog, folder.resolve("two.jsonl"), live);
    count(Runner.DIRECT, catalog, folder.resolve("*.jsonl"), backfilled, "--batch=true");

    check(live);
    check(backfilled);
    theCommandAndTheApiSayIt(live);
  }

  private void theCommandAndTheApiSayIt(String keyspace) throws Exception {
    LocalDate first = BEGIN.plusDays(5);
    LocalDate end = BEGIN.plusDays(60);
    int expected = customersFrom(first, end.minusDays(1)).size();
    Shell.Result total =
        Shell.here(
            "counts",
            "--company=acme",
            "--statistic=visit",
            "--dimension=value",
            "--value=x",
            "--from=" + first,
            "--to=" + end,
            "--total",
            "--format=csv",
            "--keyspace=" + keyspace,
            "--cassandra=" + servers.cassandra());
    assertThat(total.err(), total.code(), is(0));
    List<String> lines = total.out().lines().toList();
    assertThat(lines, hasSize(2));
    assertThat(lines.get(0), is("bucket,count,uniques"));
    assertThat(lines.get(1), endsWith("," + expected));

    try (CassandraSession session =
            CassandraSession.share(CassandraSettings.of(servers.cassandra(), keyspace));
        ApiServer server =
            ApiServer.start(
                new CountsReader(session, keyspace),
                KeyCheck.open(),
                HttpServer.address("127.0.0.1:0"))) {
      String range = "&from=%s&to=%s".formatted(first, end);
      assertThat(
          answer(
              server,
              "series?statistic=visit&dimension=value&value=x&measure=uniques&resolution=day"
                  + range),
          containsString("\"total\":" + expected + "}"));
      for (String measure : List.of("uniques", "count")) {
        String top = "top?statistic=visit&dimension=value&measure=" + measure + range;
        for (String value : List.of("x", "y", "z")) {
          assertThat(
              answer(server, top + "&format=csv").lines().toList(),
              hasItem(
                  matchesPattern(
                      value + ",\\d+," + customersFrom(value, first, end.minusDays(1)).size())));
        }
      }
      List<String> byUniques =
          VALUES.stream()
              .distinct()
              .sorted(
                  Comparator.<String>comparingInt(
                          value -> customersFrom(value, first, end.minusDays(1)).size())
                      .reversed()
                      .thenComparing(Comparator.naturalOrder()))
              .toList();
      assertThat(
          answer(server, "top?statistic=visit&dimension=value&measure=uniques&format=csv" + range)
              .lines()
              .skip(1)
              .map(line -> line.substring(0, 1))
              .toList(),
          is(byUniques));
      assertThat(
          answer(
              server,
              "top?statistic=visit&dimension=value&measure=uniques&from=2025-12-01T05:00"
                  + "&to=2025-12-03"),
          containsString("The different customers of this range are not known."));
    }
  }

  private static String answer(ApiServer server, String question) throws Exception {
    URI uri = URI.create(server.uri() + "v1/companies/acme/" + question);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void daysThatWereCountedWithoutThemAreNotKnown() throws Exception {
    Path folder = Files.createTempDirectory("no-ranges-");
    Files.write(folder.resolve("one.jsonl"), events(50));
    Files.write(folder.resolve("two.jsonl"), events(50));
    String keyspace = servers.newKeyspace();

    count(Runner.DIRECT, catalog(folder, ""), folder.resolve("one.jsonl"), keyspace);
    assertThat(uniques(keyspace, BEGIN, BEGIN.plusDays(DAYS)), is(nullValue()));
    count(
        Runner.DIRECT,
        catalog(folder, ", range-uniques: true"),
        folder.resolve("two.jsonl"),
        keyspace);
    assertThat(uniques(keyspace, BEGIN, BEGIN.plusDays(DAYS)), is(nullValue()));
  }

  private static Path catalog(Path folder, String range) throws Exception {
    return Files.writeString(folder.resolve("catalog.yaml"), CATALOG.replace("RANGE", range));
  }

  private List<String> events(int count) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate day = BEGIN.plusDays(random.nextInt(DAYS));
      String customer = "u" + random.nextInt(20);
      String value = VALUES.get(random.nextInt(VALUES.size()));
      customers
          .computeIfAbsent(value, key -> new TreeMap<>())
          .computeIfAbsent(day, key -> new HashSet<>())
          .add(customer);
      events.add(
          "{\"shop\":\"acme\",\"kind\":\"visit\",\"user\":\"%s\",\"value\":\"%s\",\"at\":\"%s\"}"
              .formatted(
                  customer, value, day.atTime(random.nextInt(24), 0).atZone(ZONE).toInstant()));
    }
    return events;
  }

  private void count(Runner runner, Path catalog, Path input, String keyspace, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--source=files",
                "--catalog=" + catalog,
                "--input=" + input,
                "--dead-letters=files:" + catalog.resolveSibling("dead-letters"),
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + keyspace,
                "--shards=2"));
    arguments.addAll(List.of(more));
    try (Job job = runner.start(arguments, line -> {})) {
      job.awaitDone();
    }
  }

  private void check(String keyspace) throws Exception {
    try (CassandraSession session =
        CassandraSession.share(CassandraSettings.of(servers.cassandra(), keyspace))) {
      CountsReader reader = new CountsReader(session, keyspace);
      for (int i = 0; i < 200; i++) {
        LocalDate first = BEGIN.plusDays(random.nextInt(DAYS));
        LocalDate last = first.plusDays(random.nextInt(DAYS));
        Long expected = Long.valueOf(customersFrom(first, last).size());
        assertThat(
            first + " to " + last,
            reader.rangeUniques(X, first, last, ZONE),
            // Without any row, nobody knows whether days are counted at all.
            expected == 0 ? nullValue() : is(expected));
      }
    }
  }

  private Set<String> customersFrom(LocalDate first, LocalDate last) {
    return customersFrom("x", first, last);
  }

  private Set<String> customersFrom(String value, LocalDate first, LocalDate last) {
    Set<String> expected = new HashSet<>();
    customers
        .getOrDefault(value, Map.of())
        .forEach(
            (day, who) -> {
              if (!day.isBefore(first) && !day.isAfter(last)) {
                expected.addAll(who);
              }
            });
    return expected;
  }

  private @Nullable Long uniques(String keyspace, LocalDate first, LocalDate last)
      throws Exception {
    try (CassandraSession session =
        CassandraSession.share(CassandraSettings.of(servers.cassandra(), keyspace))) {
      return new CountsReader(session, keyspace).rangeUniques(X, first, last, ZONE);
    }
  }
}
