package io.quipu.io.cassandra;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.io.testing.TestTables;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.GeneratedRows;
import io.quipu.transforms.coders.CountRowCoder;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    CassandraSettings settings = TestTables.in("round_trip");
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
        assertReadBack(settings, rows, CounterKey.of("acme", "opens", "campaign", "never")),
        greaterThan(100));
    assertThat(counter(metrics, "rows-written"), equalTo((long) rows.size()));
    // Each row is written twice; a request takes ten partitions and 100 writes at most.
    assertThat(
        counter(metrics, "write-batches"),
        allOf(greaterThan(rows.size() / 50L), lessThan(rows.size() / 2L)));
  }

  @Test
  void rowsOfLongNamesFitIntoWhatCassandraTakes() throws Exception {
    CassandraSettings settings = TestTables.in("long_names");
    GeneratedRows generated = new GeneratedRows(7);
    Set<String> values = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      // Ten of them are more than the 50 KiB at which Cassandra refuses a batch of partitions.
      values.add(i + "x".repeat(10_000));
    }
    List<CountRow> rows = generated.of("acme", "orders", "campaign", values, DECEMBER);

    write(settings, rows);

    assertReadBack(settings, rows, CounterKey.of("acme", "orders", "campaign", "never"));
  }

  @Test
  void aCustomersRowsAreReadBackAndAreInNoOtherTable() throws Exception {
    CassandraSettings settings = TestTables.in("customers");
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

    CounterKey never = new CounterKey("acme", "never", "orders", "", "");
    assertThat(assertReadBack(settings, rows, never), greaterThan(100));
    assertThat(counter(metrics, "rows-written"), equalTo((long) rows.size()));
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      for (String table : List.of("counts", "counts_by_value", "directory")) {
        assertThat(table, cassandra.cql().execute("SELECT * FROM " + table).all(), hasSize(0));
      }
    }
  }

  /** A customer's numbers are separate from those of the company and of another customer. */
  @Test
  void customersAndTheCompanyDoNotMix() throws Exception {
    CassandraSettings settings = TestTables.in("apart");
    List<CountRow> of = new GeneratedRows(4).of("acme", "opens", "tag", Set.of("a"), JANUARY);
    List<CountRow> rows = new ArrayList<>(of);
    rows.addAll(
        GeneratedRows.ofCustomer(
            "anna", new GeneratedRows(5).of("acme", "opens", "tag", Set.of("a"), JANUARY)));
    rows.addAll(
        GeneratedRows.ofCustomer(
            "bert", new GeneratedRows(6).of("acme", "opens", "tag", Set.of("a"), JANUARY)));

    write(settings, rows);

    assertReadBack(settings, rows, new CounterKey("acme", "carl", "opens", "tag", "a"));
  }

  /** The totals of each counter and month are its rows; returns how many of them there are. */
  private static int assertReadBack(
      CassandraSettings settings, List<CountRow> rows, CounterKey never) throws Exception {
    record Month(CounterKey counter, YearMonth month) {}
    Map<Month, List<CountRow>> months = new HashMap<>();
    for (CountRow row : rows) {
      CounterKey counter =
          new CounterKey(
              row.company(), row.customer(), row.statistic(), row.dimension(), row.value());
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
    CassandraSettings settings = TestTables.in("directory_lines");
    GeneratedRows generated = new GeneratedRows(2);
    write(
        settings,
        generated.of("acme", "opens", "browser", Set.of("a", "b", "c"), DECEMBER, JANUARY));
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      List<String> lines =
          cassandra
              .cql()
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
