package io.quipu.store.queries;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.increments.IncrementStatements;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import io.quipu.store.testing.WrittenRows;
import io.quipu.testing.TestRows;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows that were written twice, the second time with more slices: every number is doubled. */
class CountsReaderOfIncrementsTest {
  private static final String KEYSPACE = "increments";
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Instant ALWAYS = Instant.parse("2100-01-01T00:00:00Z");
  private static final DimensionKey CAMPAIGNS = new DimensionKey("acme", "orders", "campaign");

  private static final List<CountRow> doubled = new ArrayList<>();
  private static CassandraSession session;
  private static CountsReader reader;

  @BeforeAll
  static void writeRowsTwice() throws InterruptedException {
    CassandraSettings settings = TestTables.in(KEYSPACE);
    session = TestTables.connect();
    TestRows generated = new TestRows(43, ZONE);
    YearMonth[] months = {YearMonth.of(2025, 12), YearMonth.of(2026, 1)};
    Set<String> values = generated.values(30);
    List<CountRow> rows = new ArrayList<>();
    rows.addAll(generated.of("acme", "orders", "campaign", values, months));
    rows.addAll(generated.of("acme", "opens", "campaign", values, months));
    rows.addAll(generated.ofCustomer("anna", "acme", "orders", "campaign", values, months));
    WrittenRows.write(settings, IncrementStatements.kind(), ZONE, rows, 1);
    WrittenRows.write(settings, IncrementStatements.kind(), ZONE, rows, 5);
    rows.forEach(row -> doubled.add(twice(row)));
    reader = CountsReader.ofIncrements(session, KEYSPACE);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void aSeriesHasOneRowForEachBucket() {
    Set<CounterKey> counters = new HashSet<>();
    doubled.forEach(row -> counters.add(counter(row)));
    for (CounterKey counter : counters) {
      for (Resolution resolution : Resolution.values()) {
        assertThat(
            reader.series(counter, resolution, Instant.EPOCH, ALWAYS),
            equalTo(
                doubled.stream()
                    .filter(row -> row.resolution() == resolution)
                    .filter(row -> counter.equals(counter(row)))
                    .sorted(Comparator.comparing(CountRow::bucketStart))
                    .toList()));
      }
    }
    Instant january = YearMonth.of(2026, 1).atDay(1).atStartOfDay(ZONE).toInstant();
    assertThat(
        reader
            .series(CounterKey.whole("acme", "orders"), Resolution.MONTH, january, ALWAYS)
            .stream()
            .map(row -> Instant.ofEpochMilli(row.bucketStart()))
            .toList(),
        contains(january));
  }

  @Test
  void theTopValuesAddUpOverSlices() {
    Map<Instant, Map<String, BigDecimal>> buckets = new HashMap<>();
    for (CountRow row : doubled) {
      if (row.statistic().equals("orders")
          && row.customer().isEmpty()
          && !row.dimension().isEmpty()
          && row.resolution() == Resolution.MONTH) {
        buckets
            .computeIfAbsent(Instant.ofEpochMilli(row.bucketStart()), start -> new HashMap<>())
            .put(row.value(), row.sums().getOrDefault("revenue", BigDecimal.ZERO));
      }
    }
    buckets.forEach(
        (start, revenues) ->
            assertThat(
                reader.top(CAMPAIGNS, Resolution.MONTH, start, Measure.of("revenue"), 7).stream()
                    .map(ValueCount::value)
                    .toList(),
                equalTo(
                    revenues.entrySet().stream()
                        .sorted(
                            Map.Entry.<String, BigDecimal>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey(MergedByValue.CODE_POINTS)))
                        .limit(7)
                        .map(Map.Entry::getKey)
                        .toList())));
    assertThat(buckets.size(), equalTo(2));
  }

  @Test
  void theExportIsEveryRowOfTheCompanyAsAWhole() {
    List<CountRow> ofCompany = doubled.stream().filter(row -> row.customer().isEmpty()).toList();
    List<CountRow> exported = reader.export("acme").toList();
    assertThat(exported.size(), greaterThan(400));
    assertThat(exported.size(), equalTo(ofCompany.size()));
    assertThat(new HashSet<>(exported), equalTo(new HashSet<>(ofCompany)));
    assertThat(new CountsReader(session, KEYSPACE).export("acme").toList(), empty());
  }

  private static CounterKey counter(CountRow row) {
    return new CounterKey(
        row.company(), row.customer(), row.statistic(), row.dimension(), row.value());
  }

  private static CountRow twice(CountRow row) {
    Map<String, BigDecimal> sums = new HashMap<>();
    row.sums().forEach((name, sum) -> sums.put(name, sum.add(sum)));
    Long uniques = row.uniques();
    return new CountRow(
        row.company(),
        row.customer(),
        row.statistic(),
        row.dimension(),
        row.value(),
        row.resolution(),
        row.year(),
        row.bucketStart(),
        2 * row.count(),
        uniques == null ? null : (Long) (2 * uniques),
        sums);
  }
}
