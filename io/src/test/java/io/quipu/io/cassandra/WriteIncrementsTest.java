package io.quipu.io.cassandra;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.io.testing.TestTables;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.increments.CounterCells;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.GeneratedRows;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.CountRowCoder;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.Create;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WriteIncrementsTest {
  private static final YearMonth DECEMBER = YearMonth.of(2025, 12);
  private static final YearMonth JANUARY = YearMonth.of(2026, 1);
  private static final int SLICES = 3;

  private record Numbers(long count, @Nullable Long uniques, Map<String, BigDecimal> sums) {
    static Numbers of(CounterCells cells) {
      return new Numbers(cells.count(), cells.uniques(), cells.sums());
    }

    static Numbers of(CountRow row) {
      return new Numbers(row.count(), row.uniques(), row.sums());
    }

    Numbers plus(Numbers other) {
      Map<String, BigDecimal> both = new HashMap<>(sums);
      other.sums.forEach((name, sum) -> both.merge(name, sum, BigDecimal::add));
      Long all = uniques == null || other.uniques == null ? null : uniques + other.uniques;
      return new Numbers(count + other.count, all, both);
    }
  }

  @Test
  void writesAddUpInBothTables() throws InterruptedException {
    CassandraSettings settings = TestTables.in("increments");
    Random random = new Random(7);
    GeneratedRows generated = new GeneratedRows(7);
    List<CountRow> rows = new ArrayList<>();
    rows.addAll(
        generated.of("acme", "orders", "campaign", generated.values(16), DECEMBER, JANUARY));
    rows.addAll(generated.of("acme", "opens", "campaign", generated.values(14), JANUARY));
    for (String name : GeneratedRows.HOSTILE) {
      if (!name.isEmpty()) {
        rows.addAll(generated.of(name, name, name, Set.of(name), DECEMBER));
        rows.addAll(
            GeneratedRows.ofCustomer(
                name, generated.of("acme", name, "tag", Set.of("a"), JANUARY)));
      }
    }
    Map<List<Object>, Numbers> expected = new HashMap<>();
    long written = 0;
    for (int round = 0; round < 2; round++) {
      // Some rows several times, as bundles would hold them.
      List<CountRow> some = new ArrayList<>(rows);
      some.addAll(rows.subList(0, rows.size() / 3));
      Collections.shuffle(some, random);
      some.forEach(row -> expected.merge(key(row), Numbers.of(row), Numbers::plus));

      written += Pipelines.counter(write(settings, some), "rows-written");
    }

    assertThat(expected.size(), greaterThan(200));
    assertThat(written, greaterThan(2L * expected.size() - 1));
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      CqlSession session = cassandra.cql();
      assertThat(series(session), equalTo(expected));
      expected.keySet().removeIf(key -> !key.get(0).equals("") || key.get(3).equals(""));
      assertThat(byValue(session), equalTo(expected));
      assertThat(session.execute("SELECT * FROM counts").all(), hasSize(0));
    }
  }

  @Test
  void sumsMayBeNegativeZeroAndBeyondSixtyFourBits() throws InterruptedException {
    CassandraSettings settings = TestTables.in("increments_sums");
    BigDecimal large = new BigDecimal("-98765432109876543210987654321.99");

    write(settings, List.of(row(2, 0L, large)));
    write(settings, List.of(row(1, 0L, new BigDecimal("0.00"))));
    write(settings, List.of(row(4, 0L, large.negate())));
    write(settings, List.of(row(1, 0L, new BigDecimal("-0.015"))));

    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      Numbers sum = new Numbers(8, 0L, Map.of("revenue", new BigDecimal("-0.015")));
      assertThat(series(cassandra.cql()).values(), containsInAnyOrder(sum));
      assertThat(byValue(cassandra.cql()).values(), containsInAnyOrder(sum));
    }
  }

  @Test
  void theDirectoriesNameEveryDimensionAndMonth() throws InterruptedException {
    CassandraSettings settings = TestTables.in("increments_directory");
    List<CountRow> rows =
        new GeneratedRows(8).of("acme", "opens", "tag", Set.of("a", "b"), DECEMBER, JANUARY);
    write(settings, rows);
    write(settings, GeneratedRows.ofCustomer("anna", rows));

    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      assertThat(
          lines(cassandra.cql(), "directory"), equalTo(List.of("/1", "/1", "tag/3", "tag/3")));
      assertThat(
          lines(cassandra.cql(), "customer_directory"),
          equalTo(List.of("/1", "/1", "tag/1", "tag/1")));
    }
  }

  private static List<String> lines(CqlSession session, String table) {
    return session.execute("SELECT dimension, slices FROM " + table).all().stream()
        .map(row -> row.getString("dimension") + "/" + row.getInt("slices"))
        .toList();
  }

  private static List<Object> key(CountRow row) {
    return List.of(
        row.customer(),
        row.company(),
        row.statistic(),
        row.dimension(),
        row.value(),
        row.resolution(),
        row.bucketStart());
  }

  private static Map<List<Object>, Numbers> series(CqlSession session) {
    Map<List<Object>, CounterCells> buckets = new HashMap<>();
    for (Row row : session.execute("SELECT * FROM count_increments")) {
      add(row, row.getString("customer"), buckets);
    }
    return numbers(buckets);
  }

  private static Map<List<Object>, Numbers> byValue(CqlSession session) {
    Map<List<Object>, CounterCells> buckets = new HashMap<>();
    for (Row row : session.execute("SELECT * FROM count_increments_by_value")) {
      assertThat(row.getInt("slice"), equalTo(Slices.slice(row.getString("value"), SLICES)));
      add(row, "", buckets);
    }
    return numbers(buckets);
  }

  private static void add(Row row, String customer, Map<List<Object>, CounterCells> buckets) {
    buckets
        .computeIfAbsent(
            List.of(
                customer,
                row.getString("company"),
                row.getString("statistic"),
                row.getString("dimension"),
                row.getString("value"),
                Resolution.ofCode(row.getByte("resolution")),
                row.getInstant("bucket").toEpochMilli()),
            key -> new CounterCells())
        .add(
            new CounterCells.Cell(
                row.getString("measure"), row.getInt("scale"), row.getLong("amount")));
  }

  private static Map<List<Object>, Numbers> numbers(Map<List<Object>, CounterCells> buckets) {
    Map<List<Object>, Numbers> numbers = new HashMap<>();
    buckets.forEach((key, cells) -> numbers.put(key, Numbers.of(cells)));
    return numbers;
  }

  private static CountRow row(long count, Long uniques, BigDecimal revenue) {
    return new CountRow(
        "acme",
        "",
        "orders",
        "campaign",
        "spring",
        Resolution.HOUR,
        2026,
        1_767_225_600_000L,
        count,
        uniques,
        Map.of("revenue", revenue));
  }

  private static PipelineResult write(CassandraSettings settings, List<CountRow> rows) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply("Rows", Create.of(rows).withCoder(CountRowCoder.of()))
        .apply(
            "WriteIncrements",
            WriteIncrements.to(settings)
                .withTimeZones(TimeZones.of(GeneratedRows.ZONE, Map.of()))
                .withSlices((statistic, dimension) -> SLICES));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }
}
