package io.quipu.transforms.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import io.quipu.model.TimeZones;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.transforms.cassandra.SharedSession;
import io.quipu.transforms.cassandra.TestCassandra;
import io.quipu.transforms.coders.CountRowCoder;
import io.quipu.transforms.totals.CassandraTotals;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

class WriteCountsTest {
  private static final TimeZones ZONES = TimeZones.of(GeneratedRows.ZONE, Map.of());
  private static final YearMonth DECEMBER = YearMonth.of(2025, 12);
  private static final YearMonth JANUARY = YearMonth.of(2026, 1);

  @Test
  void everyRowIsReadBackAsTotals() throws Exception {
    CassandraSettings settings = TestCassandra.withTables("round_trip");
    GeneratedRows generated = new GeneratedRows(1);
    List<CountRow> rows = new ArrayList<>();
    rows.addAll(
        generated.of("acme", "orders", "campaign", generated.values(40), DECEMBER, JANUARY));
    rows.addAll(generated.of("acme", "opens", "campaign", generated.values(14), JANUARY));
    for (String company : GeneratedRows.HOSTILE) {
      if (!company.isEmpty()) {
        rows.addAll(generated.of(company, company, company, Set.of("v"), DECEMBER));
      }
    }

    MetricQueryResults metrics = write(settings, rows);

    assertThat(
        assertReadBack(settings, rows, Counter.of("acme", "opens", "campaign", "never")),
        greaterThan(100));
    assertThat(counter(metrics, "rows-written"), equalTo((long) rows.size()));
    // Each row is written twice; a request takes ten partitions and 100 writes at most.
    assertThat(
        counter(metrics, "write-batches"),
        allOf(greaterThan(rows.size() / 50L), lessThan(rows.size() / 2L)));
  }

  @Test
  void rowsOfLongNamesFitIntoWhatCassandraTakes() throws Exception {
    CassandraSettings settings = TestCassandra.withTables("long_names");
    GeneratedRows generated = new GeneratedRows(7);
    Set<String> values = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      // Ten of them are more than the 50 KiB at which Cassandra refuses a batch of partitions.
      values.add(i + "x".repeat(10_000));
    }
    List<CountRow> rows = generated.of("acme", "orders", "campaign", values, DECEMBER);

    write(settings, rows);

    assertReadBack(settings, rows, Counter.of("acme", "orders", "campaign", "never"));
  }

  @Test
  void aCustomersRowsAreReadBackAndAreInNoOtherTable() throws Exception {
    CassandraSettings settings = TestCassandra.withTables("customers");
    GeneratedRows generated = new GeneratedRows(3);
    List<CountRow> rows = new ArrayList<>();
    for (String customer : GeneratedRows.HOSTILE) {
      if (!customer.isEmpty()) {
        rows.addAll(
            GeneratedRows.ofCustomer(
                customer,
                generated.of(
                    "acme", "orders", "campaign", generated.values(14), DECEMBER, JANUARY)));
        rows.addAll(
            GeneratedRows.ofCustomer(
                customer, generated.of(customer, customer, customer, Set.of("v"), JANUARY)));
      }
    }

    MetricQueryResults metrics = write(settings, rows);

    Counter never = new Counter("acme", "never", "orders", "", "");
    assertThat(assertReadBack(settings, rows, never), greaterThan(100));
    assertThat(counter(metrics, "rows-written"), equalTo((long) rows.size()));
    try (SharedSession cassandra = SharedSession.open(settings)) {
      for (String table : List.of("counts", "counts_by_value", "directory")) {
        assertThat(table, cassandra.session().execute("SELECT * FROM " + table).all(), hasSize(0));
      }
    }
  }

  /** A customer's numbers next to, and apart from, those of the company and of another. */
  @Test
  void customersAndTheCompanyDoNotMix() throws Exception {
    CassandraSettings settings = TestCassandra.withTables("apart");
    List<CountRow> of = new GeneratedRows(4).of("acme", "opens", "tag", Set.of("a"), JANUARY);
    List<CountRow> rows = new ArrayList<>(of);
    rows.addAll(
        GeneratedRows.ofCustomer(
            "anna", new GeneratedRows(5).of("acme", "opens", "tag", Set.of("a"), JANUARY)));
    rows.addAll(
        GeneratedRows.ofCustomer(
            "bert", new GeneratedRows(6).of("acme", "opens", "tag", Set.of("a"), JANUARY)));

    write(settings, rows);

    assertReadBack(settings, rows, new Counter("acme", "carl", "opens", "tag", "a"));
  }

  /** The totals of each counter and month are its rows; returns how many of them there are. */
  private static int assertReadBack(CassandraSettings settings, List<CountRow> rows, Counter never)
      throws Exception {
    record Month(Counter counter, YearMonth month) {}
    Map<Month, List<CountRow>> months = new HashMap<>();
    for (CountRow row : rows) {
      Counter counter =
          new Counter(row.company(), row.customer(), row.statistic(), row.dimension(), row.value());
      YearMonth month = row.year() == 2025 ? DECEMBER : JANUARY;
      months.computeIfAbsent(new Month(counter, month), key -> new ArrayList<>()).add(row);
    }
    CassandraTotals totals = new CassandraTotals(settings, ZONES);
    totals.open();
    try {
      for (Map.Entry<Month, List<CountRow>> month : months.entrySet()) {
        List<CountRow> found =
            totals
                .read(month.getKey().counter(), LocalHour.month(month.getKey().month()))
                .toCompletableFuture()
                .get();
        assertThat(found, containsInAnyOrder(month.getValue().toArray()));
      }
      assertThat(
          totals.read(never, LocalHour.month(JANUARY)).toCompletableFuture().get(), hasSize(0));
    } finally {
      totals.close();
    }
    return months.size();
  }

  @Test
  void theDirectoryNamesEveryDimensionAndMonth() throws Exception {
    CassandraSettings settings = TestCassandra.withTables("directory_lines");
    GeneratedRows generated = new GeneratedRows(2);
    write(
        settings,
        generated.of("acme", "opens", "browser", Set.of("a", "b", "c"), DECEMBER, JANUARY));
    try (SharedSession cassandra = SharedSession.open(settings)) {
      List<String> lines =
          cassandra
              .session()
              .execute("SELECT statistic, dimension, slices, time_zone FROM directory")
              .all()
              .stream()
              .map(WriteCountsTest::line)
              .toList();
      assertThat(
          lines,
          containsInAnyOrder(
              "opens//1/America/New_York",
              "opens//1/America/New_York",
              "opens/browser/3/America/New_York",
              "opens/browser/3/America/New_York"));
    }
  }

  @Test
  void anyOrderAndAnyRepetitionEndWithTheLastState() throws Exception {
    CassandraSettings settings = TestCassandra.withTables("permutations");
    try (SharedSession cassandra = SharedSession.open(settings)) {
      for (long seed = 1; seed <= 20; seed++) {
        String company = "company " + seed;
        Random random = new Random(seed);
        List<CountRow> last = new ArrayList<>();
        List<CountRow> history = history(company, random, last);
        List<CountRow> shuffled = new ArrayList<>(history);
        for (int i = 0; i < history.size(); i++) {
          shuffled.add(history.get(random.nextInt(history.size())));
        }
        Collections.shuffle(shuffled, random);
        save(WriteCounts.to(settings), cassandra.session(), shuffled, 1 + random.nextInt(7));
        assertThat("seed " + seed, stored(cassandra.session(), company), equalTo(byKey(last)));
      }
    }
  }

  @Test
  void aHigherEpochReplacesLargerCounts() throws Exception {
    CassandraSettings settings = TestCassandra.withTables("epochs");
    CountRow tooMany = row("acme", "v", 1000);
    CountRow right = row("acme", "v", 7);
    try (SharedSession cassandra = SharedSession.open(settings)) {
      save(WriteCounts.to(settings).withEpoch(3), cassandra.session(), List.of(right), 1);
      save(WriteCounts.to(settings).withEpoch(2), cassandra.session(), List.of(tooMany), 1);
      assertThat(stored(cassandra.session(), "acme"), equalTo(byKey(List.of(right))));
    }
  }

  /** Growing states of some rows; the last of each is also added to {@code last}. */
  private static List<CountRow> history(String company, Random random, List<CountRow> last) {
    List<CountRow> history = new ArrayList<>();
    for (String value : List.of("a", "b", "", "\uD83D\uDE00")) {
      long count = 0;
      CountRow row = row(company, value, 1);
      for (int i = 5 + random.nextInt(10); i > 0; i--) {
        count += 1 + random.nextInt(300);
        row = row(company, value, count);
        history.add(row);
      }
      last.add(row);
    }
    return history;
  }

  private static CountRow row(String company, String value, long count) {
    return new CountRow(
        company,
        "",
        "opens",
        "browser",
        value,
        Resolution.HOUR,
        2026,
        1_767_225_600_000L,
        count,
        count / 2,
        Map.of("revenue", BigDecimal.valueOf(count * 3, 2)));
  }

  /** Writes as a bundle does: all batches in flight, then all are waited for. */
  private static void save(WriteCounts spec, Session session, List<CountRow> rows, int batchSize)
      throws InterruptedException {
    RowWriter writer = spec.writer(session);
    for (int from = 0; from < rows.size(); from += batchSize) {
      writer.write(rows.subList(from, Math.min(rows.size(), from + batchSize)));
    }
    writer.awaitDurable();
  }

  /** What both tables hold of the company, which must agree. */
  private static Map<String, String> stored(Session session, String company) {
    Map<String, String> counts = new TreeMap<>();
    Map<String, String> byValue = new TreeMap<>();
    for (Row row : session.execute("SELECT * FROM counts")) {
      if (row.getString("company").equals(company)) {
        counts.put(row.getString("value"), numbers(row));
      }
    }
    for (Row row : session.execute("SELECT * FROM counts_by_value")) {
      if (row.getString("company").equals(company)) {
        byValue.put(row.getString("value"), numbers(row));
      }
    }
    assertThat(byValue, equalTo(counts));
    return counts;
  }

  private static String numbers(Row row) {
    return row.getLong("count")
        + "/"
        + row.getLong("uniques")
        + "/"
        + row.getMap("sums", String.class, BigDecimal.class);
  }

  private static Map<String, String> byKey(List<CountRow> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                CountRow::value,
                row -> row.count() + "/" + row.uniques() + "/" + row.sums(),
                (a, b) -> b,
                TreeMap::new));
  }

  private static String line(Row row) {
    return row.getString("statistic")
        + "/"
        + row.getString("dimension")
        + "/"
        + row.getInt("slices")
        + "/"
        + row.getString("time_zone");
  }

  private static MetricQueryResults write(CassandraSettings settings, List<CountRow> rows) {
    assertThat(new HashSet<>(rows), hasSize(rows.size()));
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply("Rows", Create.of(rows).withCoder(CountRowCoder.of()))
        .apply(
            "WriteCounts",
            WriteCounts.to(settings)
                .withTimeZones(ZONES)
                .withSlices((statistic, dimension) -> 3)
                .withMaxWritesInFlight(16));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("quipu")).build());
  }

  private static long counter(MetricQueryResults metrics, String name) {
    for (var result : metrics.getCounters()) {
      if (result.getName().getName().equals(name)) {
        return result.getCommitted();
      }
    }
    return 0;
  }
}
