package io.quipu.it.migration;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.audit.counters.CounterImport;
import io.quipu.io.StartupException;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.migration.MappingFile;
import io.quipu.server.api.ApiServer;
import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests that counters of a table that nobody here has made become final counts. */
class CounterImportTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final LocalDate FIRST = LocalDate.parse("2025-10-20");
  private static final int DAYS = 20;

  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: seconds}}
      time-zone: Europe/Berlin
      statistics:
        email_open:
          events: [open]
          dimensions: {campaign: {field: campaign, slices: 3}}
          sums: {paid: {field: paid, scale: 2}}
      """;

  private static final String MAPPING =
      """
      version: 1
      tables:
        - table: %1$s.opens
          company: {column: account}
          statistic: {column: metric, names: {opens: email_open}, others: leave-out}
          dimension: {constant: campaign}
          value: {column: campaign}
          bucket: {column: day}
          resolution: {constant: day}
          amount: {column: total}
          sums: {paid: {column: cents, scale: 2}}
        - table: %1$s.totals
          company: {column: account}
          statistic: {constant: email_open}
          bucket: {column: hour, unit: seconds}
          resolution: {constant: hour}
          amount: {column: total}
      """;

  private final Servers servers = Servers.get();
  private final Path folder = Files.createTempDirectory("import-");
  private final Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
  private final String old = servers.newKeyspace();
  private final String counts = servers.newKeyspace();
  private final Random random = new Random(20_261_130);

  /** The sums by company, value, resolution and the text of the bucket's start. */
  private final Map<String, Long> expected = new TreeMap<>();

  private final Map<String, BigDecimal> paid = new HashMap<>();
  private long rows;
  private long amount;

  CounterImportTest() throws Exception {}

  /** The table also counts by browser, which the mapping does not name. */
  private void makeCounters(CassandraSession session) {
    session
        .cql()
        .execute(
            "CREATE TABLE %s.opens (account text, metric text, day date, campaign text, browser text,"
                    .formatted(old)
                + " total counter, cents counter, PRIMARY KEY ((account, metric), day, campaign,"
                + " browser))");
    session
        .cql()
        .execute(
            "CREATE TABLE %s.totals (account text, hour bigint, total counter, PRIMARY KEY (account, hour))"
                .formatted(old));
    for (int i = 0; i < 400; i++) {
      String account = "shop " + random.nextInt(2);
      LocalDate day = FIRST.plusDays(random.nextInt(DAYS));
      String campaign = "c" + random.nextInt(4);
      long total = 1L + random.nextInt(9);
      session
          .cql()
          .execute(
              "UPDATE %s.opens SET total = total + ?, cents = cents + ? WHERE account = ? AND metric = 'opens' AND day = ? AND campaign = ? AND browser = ?"
                  .formatted(old),
              total,
              total * 25,
              account,
              day,
              campaign,
              "b" + random.nextInt(3));
      BigDecimal more = BigDecimal.valueOf(total * 25, 2);
      for (String bucket : List.of("day|" + start(day), "month|" + start(day.withDayOfMonth(1)))) {
        String key = account + "|campaign|" + campaign + "|" + bucket;
        expected.merge(key, total, Long::sum);
        paid.merge(key, more, BigDecimal::add);
      }
      amount += total;
      long hour = day.atStartOfDay(ZONE).plusHours(random.nextInt(20)).toEpochSecond();
      session
          .cql()
          .execute(
              "UPDATE %s.totals SET total = total + ? WHERE account = ? AND hour = ?"
                  .formatted(old),
              total,
              account,
              hour);
      for (String bucket :
          List.of(
              "hour|" + Instant.ofEpochSecond(hour),
              "day|" + start(day),
              "month|" + start(day.withDayOfMonth(1)))) {
        expected.merge(account + "|||" + bucket, total, Long::sum);
      }
      amount += total;
    }
    session
        .cql()
        .execute(
            "UPDATE %s.opens SET total = total + 5 WHERE account = 'shop 1' AND metric = 'clicks' AND day = '2025-10-21' AND campaign = 'c1' AND browser = 'b'"
                .formatted(old));
    for (String table : List.of("opens", "totals")) {
      rows += session.cql().execute("SELECT account FROM %s.%s".formatted(old, table)).all().size();
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZONE).toInstant();
  }

  @Test
  void countersOfAnyTableBecomeFinalCounts() throws Exception {
    try (CassandraSession session = CassandraSession.share(settings())) {
      makeCounters(session);
      CounterImport.Result done = run(MAPPING.formatted(old));

      assertThat(done.read(), is(rows));
      assertThat(done.leftOut(), is(1L));
      assertThat(done.amount(), is(amount));
      assertThat(done.written(), is((long) expected.size()));
      assertThat(stored(), equalTo(expected));
      for (Row row : servers.rows(counts)) {
        assertThat(row.uniques(), nullValue());
        BigDecimal sum = paid.get(key(row));
        assertThat(
            row.sums().getOrDefault("paid", BigDecimal.ZERO).stripTrailingZeros(),
            equalTo(sum == null ? BigDecimal.ZERO : sum.stripTrailingZeros()));
      }
      // Repeated, as after a kill.
      assertThat(run(MAPPING.formatted(old)).written(), is(done.written()));
      assertThat(stored(), equalTo(expected));

      aJobContinues();
      theApiSaysThatUniquesAreUnknown(session);
      assertThat(
          assertThrows(StartupException.class, () -> run(MAPPING.formatted(old))).getMessage(),
          containsString("a migration does not add to them."));
    }
  }

  /** A day of the counters gets more events, and the day after them some of its own. */
  private void aJobContinues() throws Exception {
    Set<String> migrated = Set.copyOf(expected.keySet());
    List<String> events = new ArrayList<>();
    for (LocalDate day : List.of(FIRST.plusDays(2), FIRST.plusDays(DAYS))) {
      for (int i = 0; i < 6; i++) {
        long time = day.atStartOfDay(ZONE).plusHours(3).toEpochSecond();
        events.add(
            "{\"shop\":\"shop 0\",\"user\":\"u%d\",\"kind\":\"open\",\"at\":%d,\"campaign\":\"c1\",\"paid\":1.50}"
                .formatted(i % 3, time));
        for (String counter : List.of("||", "campaign|c1|")) {
          String start = "shop 0|" + counter;
          expected.merge(start + "hour|" + Instant.ofEpochSecond(time), 1L, Long::sum);
          expected.merge(start + "day|" + start(day), 1L, Long::sum);
          expected.merge(start + "month|" + start(day.withDayOfMonth(1)), 1L, Long::sum);
        }
      }
    }
    Path file = Files.write(folder.resolve("events.jsonl"), events);
    try (Job job =
        Runner.DIRECT.start(
            List.of(
                "--source=files",
                "--catalog=" + catalog,
                "--input=" + file,
                "--dead-letters=files:" + folder.resolve("dead-letters"),
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + counts,
                "--shards=4"))) {
      job.awaitDone();
    }
    assertThat(stored(), equalTo(expected));
    int known = 0;
    for (Row row : servers.rows(counts)) {
      // Also if the job has counted more customers into the bucket of a counter.
      if (migrated.contains(key(row))) {
        assertThat(row.toString(), row.uniques(), nullValue());
      } else {
        assertThat(row.toString(), row.uniques(), is(3L));
        known++;
      }
    }
    assertThat(known, greaterThan(3));
  }

  private void theApiSaysThatUniquesAreUnknown(CassandraSession session) throws Exception {
    try (ApiServer server =
        ApiServer.start(
            new CountsReader(session, counts),
            KeyCheck.open(),
            HttpServer.address("127.0.0.1:0"))) {
      String answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              server.uri()
                                  + "v1/companies/shop%200/series?statistic=email_open&measure=uniques&from=2025-11-07&to=2025-11-10"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(answer, containsString("\"values\":[null,null,3]"));
    }
  }

  @Test
  void mistakesNameTheirLine() throws Exception {
    try (CassandraSession session = CassandraSession.share(settings())) {
      makeCounters(session);
      String wrong =
          MAPPING
              .formatted(old)
              .replace("column: day}", "column: dai}")
              .replace("{constant: campaign}", "{constant: campain}")
              .replace("{column: total}\n    sums", "{column: browser}\n    sums");
      CatalogException mistakes = assertThrows(CatalogException.class, () -> run(wrong));
      assertThat(
          mistakes.problems().stream()
              .map(each -> each.line() + ": " + each.message())
              .collect(Collectors.joining("\n")),
          equalTo(
              """
              6: The statistic 'email_open' has no dimension 'campain'; did you mean 'campaign'?
              8: The table %1$s.opens has no column 'dai'; did you mean 'day'?
              10: The column 'browser' is a text, which is no number; name a counter."""
                  .formatted(old)));
      StartupException row =
          assertThrows(
              StartupException.class,
              () -> run(MAPPING.formatted(old).replace(", others: leave-out", "")));
      assertThat(row.getMessage(), containsString("mapping.yaml:5:"));
      assertThat(row.getMessage(), containsString("no statistic 'clicks'"));
      assertThat(
          assertThrows(
                  CatalogException.class,
                  () -> run("version: 1\ntables:\n  - table: opens\n    comany: {column: a}\n"))
              .getMessage(),
          containsString("mapping.yaml:4:5: A table has no key 'comany'; did you mean 'company'?"));
    }
  }

  private Map<String, Long> stored() {
    Map<String, Long> stored = new TreeMap<>();
    servers.rows(counts).forEach(row -> stored.put(key(row), row.count()));
    return stored;
  }

  private static String key(Row row) {
    return String.join(
        "|",
        row.company(),
        row.dimension(),
        row.value(),
        row.resolution(),
        row.bucketStart().toString());
  }

  private CounterImport.Result run(String mapping) throws Exception {
    Path file = Files.writeString(folder.resolve("mapping.yaml"), mapping);
    return new CounterImport(
            settings(),
            MappingFile.load(file.toString()),
            CatalogFile.check(catalog.toString()),
            Duration.ofMinutes(1),
            line -> {})
        .run();
  }

  private CassandraSettings settings() {
    return CassandraSettings.of(servers.cassandra(), counts);
  }
}
