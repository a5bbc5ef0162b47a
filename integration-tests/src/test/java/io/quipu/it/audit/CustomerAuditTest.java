package io.quipu.it.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.audit.Audit;
import io.quipu.audit.Heal;
import io.quipu.audit.keyspaces.KeyspaceDiff;
import io.quipu.audit.keyspaces.MonthDiff;
import io.quipu.audit.recount.Difference;
import io.quipu.it.random.RandomCatalog;
import io.quipu.it.random.RandomEvents;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.model.range.DayGaps;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.session.CassandraSession;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tests audits of the rows of customers, and of those of gaps between days. */
class CustomerAuditTest {
  private static final int ERRORS = 60;
  private static final YearMonth MONTH = YearMonth.of(2012, 1);

  private final Servers servers = Servers.get();
  private final Random random = new Random(20_261_129);
  private final Path folder = Files.createTempDirectory("customer-audit-");
  private final String keyspace = servers.newKeyspace();

  CustomerAuditTest() throws Exception {}

  @Test
  void wrongRowsOfCustomersAreFoundAndHealed() throws Exception {
    RandomCatalog catalog = new RandomCatalog(random);
    List<String> arguments =
        arguments(catalog.write(folder), new RandomEvents(random, catalog).records(300));
    arguments.add("--job=CUSTOMER");
    count(arguments);
    assertThat(audit(arguments), empty());

    Set<String> planted;
    try (CassandraSession session = CassandraSession.share(spec(arguments).cassandra())) {
      planted = plant(session.cql());
    }
    List<Difference> found = audit(arguments);
    assertThat(texts(found), equalTo(planted));
    assertThat(found.size(), is(ERRORS));

    heal(arguments, found);
    assertThat(audit(arguments), empty());
    try (CassandraSession session = CassandraSession.share(spec(arguments).cassandra())) {
      List<MonthDiff> diff =
          new KeyspaceDiff(session, RunsTable.Kind.CUSTOMER)
              .between(servers.newKeyspace(), keyspace);
      assertThat(
          diff.stream().mapToLong(MonthDiff::added).sum(),
          is((long) servers.customerRows(keyspace).size()));
    }
  }

  /** One in three errors is a count, one a row that is gone, and one a row without events. */
  private Set<String> plant(CqlSession cql) {
    List<Row> rows =
        new ArrayList<>(
            cql.execute(
                    "SELECT company, customer, year, statistic, dimension, value, resolution,"
                        + " bucket, count, WRITETIME(count) AS version FROM "
                        + keyspace
                        + ".customer_counts")
                .all());
    Collections.shuffle(rows, random);
    String where =
        " WHERE company = ? AND customer = ? AND year = ? AND statistic = ? AND dimension = ?"
            + " AND value = ? AND resolution = ? AND bucket = ?";
    Set<String> planted = new TreeSet<>();
    for (int i = 0; i < ERRORS; i++) {
      Row row = rows.get(i);
      boolean isGhost = i % 3 == 2;
      String customer = row.getString("customer") + (isGhost ? " ghost" : "");
      String later =
          keyspace
              + ".customer_counts USING TIMESTAMP "
              + (row.getLong("version") + (1L << 30))
              + (i % 3 == 1 ? "" : " SET count = " + (row.getLong("count") + 1));
      cql.execute(
          (i % 3 == 1 ? "DELETE FROM " : "UPDATE ") + later + where,
          row.getString("company"),
          customer,
          row.getInt("year"),
          row.getString("statistic"),
          row.getString("dimension"),
          row.getString("value"),
          row.getByte("resolution"),
          row.getInstant("bucket"));
      planted.add(
          String.join(
              "|",
              List.of("COUNT", "MISSING", "EXTRA").get(i % 3),
              row.getString("company"),
              customer,
              row.getString("statistic"),
              row.getString("dimension"),
              row.getString("value"),
              row.getByte("resolution") + "",
              row.getInstant("bucket").toEpochMilli() + ""));
    }
    return planted;
  }

  private static Set<String> texts(List<Difference> found) {
    Set<String> texts = new TreeSet<>();
    for (Difference each : found) {
      texts.add(
          String.join(
              "|",
              each.kind().name(),
              each.company(),
              each.customer(),
              each.statistic(),
              each.dimension(),
              each.value(),
              each.resolution().code() + "",
              each.bucketStart() + ""));
    }
    return texts;
  }

  @Test
  void wrongGapsBetweenDaysAreFoundAndHealed() throws Exception {
    Path catalog =
        Files.writeString(
            folder.resolve("gaps.yaml"),
            """
            version: 1
            event: {company: shop, customer: user, type: kind, id: id, time: {field: at, unit: seconds}}
            time-zone: Europe/Berlin
            company-time-zones: {samoa: Pacific/Apia}
            statistics:
              open:
                events: [open]
                range-uniques: true
                dimensions: {item: item}
            """);
    List<String> arguments = arguments(catalog, visits());
    count(arguments);
    Audit.Result right = result(arguments);
    assertThat(right.comparison().differences(), empty());
    assertThat(right.comparison().unknown(), is(0L));

    String name = DayGaps.nameOf("open");
    try (CassandraSession session = CassandraSession.share(spec(arguments).cassandra())) {
      Row row =
          session
              .cql()
              .execute(
                  "SELECT company, dimension, value, year, bucket, sums, WRITETIME(count) AS version"
                      + " FROM "
                      + keyspace
                      + ".counts WHERE statistic = ? AND resolution = 1 LIMIT 1 ALLOW FILTERING",
                  name)
              .one();
      Map<String, BigDecimal> sums = row.getMap("sums", String.class, BigDecimal.class);
      sums.merge("5", BigDecimal.ONE, BigDecimal::add);
      session
          .cql()
          .execute(
              "UPDATE "
                  + keyspace
                  + ".counts USING TIMESTAMP ? SET sums = ? WHERE company = ? AND statistic = ? AND"
                  + " dimension = ? AND value = ? AND year = ? AND resolution = 1 AND bucket = ?",
              row.getLong("version") + (1L << 30),
              sums,
              row.getString("company"),
              name,
              row.getString("dimension"),
              row.getString("value"),
              row.getInt("year"),
              row.getInstant("bucket"));
    }
    List<Difference> found = audit(arguments);
    assertThat(found.size(), is(1));
    assertThat(found.get(0).statistic(), equalTo(name));
    assertThat(found.get(0).kind(), is(Difference.Kind.SUMS));
    heal(arguments, found);
    assertThat(audit(arguments), empty());

    // A month alone: its gaps begin in other months.
    List<Difference> ofMonth =
        new Audit(spec(arguments), CatalogFile.load(catalog.toString()), MONTH, line -> {})
            .run()
            .comparison()
            .differences();
    assertThat(ofMonth, empty());
  }

  /** Visits over two years, also around a day that Samoa has left out. */
  private List<byte[]> visits() {
    List<byte[]> visits = new ArrayList<>();
    long middle = LocalDate.parse("2011-12-30").toEpochDay() * 86_400;
    for (int i = 0; i < 800; i++) {
      int days = i % 2 == 0 ? 8 : 450;
      visits.add(
          "{\"shop\":\"%s\",\"user\":\"u%d\",\"kind\":\"open\",\"id\":\"e%d\",\"at\":%d,\"item\":\"i%d\"}"
              .formatted(
                  random.nextBoolean() ? "samoa" : "berlin",
                  random.nextInt(20),
                  i - random.nextInt(2),
                  middle + random.nextInt(-days * 86_400, days * 86_400),
                  random.nextInt(3))
              .getBytes(StandardCharsets.UTF_8));
    }
    return visits;
  }

  private static void count(List<String> arguments) throws Exception {
    try (Job job = Runner.DIRECT.start(arguments)) {
      job.awaitDone();
    }
  }

  private List<Difference> audit(List<String> arguments) throws Exception {
    Audit.Result result = result(arguments);
    assertThat(result.comparison().expected(), greaterThan(100L));
    return result.comparison().differences();
  }

  private static Audit.Result result(List<String> arguments) throws Exception {
    JobSpec spec = spec(arguments);
    return new Audit(spec, CatalogFile.load(spec.catalogFile()), null, line -> {}).run();
  }

  private static void heal(List<String> arguments, List<Difference> found) throws Exception {
    JobSpec spec = spec(arguments);
    new Heal(spec, CatalogFile.load(spec.catalogFile()), false, line -> {})
        .write(Heal.healable(found));
  }

  private static JobSpec spec(List<String> arguments) {
    return JobSpec.parse(JobArguments.parse(arguments, List.of()));
  }

  private List<String> arguments(Path catalog, List<byte[]> records) throws Exception {
    Path file = folder.resolve("events.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] record : records) {
        out.write(record);
        out.write('\n');
      }
    }
    return new ArrayList<>(
        List.of(
            "--catalog=" + catalog,
            "--source=files",
            "--input=" + file,
            "--dead-letters=files:" + folder.resolve("dead-letters"),
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace,
            "--shards=4"));
  }
}
