package io.quipu.store.queries;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.CountWriteStatements;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import io.quipu.store.testing.WrittenRows;
import io.quipu.testing.TestRows;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CountsReaderTest {
  private static final String KEYSPACE = "reader";
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Comparator<CountRow> EXPORTED =
      Comparator.comparing(CountRow::statistic, MergedByValue.CODE_POINTS)
          .thenComparing(CountRow::dimension, MergedByValue.CODE_POINTS)
          .thenComparing(CountRow::year)
          .thenComparing(CountRow::value, MergedByValue.CODE_POINTS)
          .thenComparing(CountRow::resolution)
          .thenComparing(CountRow::bucketStart);

  private static final List<CountRow> rows = new ArrayList<>();
  private static final List<CountRow> customerRows = new ArrayList<>();
  private static CassandraSession session;
  private static CountsReader reader;

  @BeforeAll
  static void writeRows() throws InterruptedException {
    CassandraSettings settings = TestTables.in(KEYSPACE);
    session = TestTables.connect();
    TestRows generated = new TestRows(42, ZONE);
    Set<String> values = generated.values(120);
    YearMonth[] months = {YearMonth.of(2025, 11), YearMonth.of(2025, 12), YearMonth.of(2026, 1)};
    rows.addAll(generated.of("acme", "orders", "campaign", values, months));
    rows.addAll(generated.of("acme", "opens", "campaign", values, months));
    for (String name : TestRows.HOSTILE) {
      rows.addAll(generated.of("acme", name + "!", name + "?", Set.of(name), months[0]));
      rows.addAll(generated.of(name + "!", name + "!", "", Set.of(), months[0]));
    }
    // The first half as if the catalog had declared fewer slices then; some values stand twice.
    WrittenRows.write(
        settings, CountWriteStatements.kind(), ZONE, rows.subList(0, rows.size() / 2), 1);
    WrittenRows.write(
        settings, CountWriteStatements.kind(), ZONE, rows.subList(rows.size() / 4, rows.size()), 5);
    for (String customer : TestRows.HOSTILE) {
      // An empty name stands for the company as a whole.
      customerRows.addAll(
          generated.ofCustomer(customer + "!", "acme", "orders", "campaign", Set.of("v"), months));
    }
    WrittenRows.write(settings, CountWriteStatements.kind(), ZONE, customerRows, 5);
    reader = new CountsReader(session, KEYSPACE);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void theExportIsEveryRowInOrder() {
    for (String company : companies()) {
      List<CountRow> expected =
          rows.stream().filter(row -> row.company().equals(company)).sorted(EXPORTED).toList();
      assertThat(expected.size(), greaterThan(2));
      assertThat(reader.export(company).toList(), equalTo(expected));
    }
    assertThat(reader.export("nobody").toList(), empty());
  }

  @Test
  void theDirectoryNamesWhatThereIs() {
    assertThat(new HashSet<>(reader.directory().companies().toList()), equalTo(companies()));
    Set<List<Object>> expected = new HashSet<>();
    for (CountRow row : rows) {
      if (row.company().equals("acme") && row.resolution() == Resolution.MONTH) {
        expected.add(
            List.of(row.statistic(), row.dimension(), Instant.ofEpochMilli(row.bucketStart())));
      }
    }
    List<DirectoryEntry> found = reader.directory().of("acme");
    assertThat(found, hasSize(expected.size()));
    for (DirectoryEntry entry : found) {
      assertThat(
          expected, hasItem(List.of(entry.statistic(), entry.dimension(), entry.monthStart())));
      assertThat(entry.timeZone(), equalTo(ZONE));
    }
    assertThat(reader.directory().timeZone("acme").orElseThrow(), equalTo(ZONE));
    assertThat(reader.directory().timeZone("nobody").isEmpty(), is(true));
  }

  @Test
  void aSeriesIsSlicedByTimeAcrossTheNewYear() {
    assertThat(assertSeries(rows), greaterThan(500));
  }

  @Test
  void aCustomersSeriesIsTheirOwn() {
    assertThat(assertSeries(customerRows), greaterThan(50));
    assertThat(reader.customerDirectory().companies().toList(), equalTo(List.of("acme")));
    CounterKey never = new CounterKey("acme", "never", "orders", "", "");
    assertThat(
        reader.series(
            never, Resolution.MONTH, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")),
        empty());
  }

  /** Every counter of the rows has those of its rows that are between two days. */
  private static int assertSeries(List<CountRow> all) {
    Set<CounterKey> counters = new HashSet<>();
    all.forEach(row -> counters.add(counter(row)));
    int found = 0;
    for (CounterKey counter : counters) {
      for (Resolution resolution : Resolution.values()) {
        Instant from = LocalDate.of(2025, 12, 10).atStartOfDay(ZONE).toInstant();
        Instant to = LocalDate.of(2026, 1, 15).atStartOfDay(ZONE).toInstant();
        List<CountRow> expected =
            all.stream()
                .filter(row -> row.resolution() == resolution)
                .filter(row -> counter.equals(counter(row)))
                .filter(row -> row.bucketStart() >= from.toEpochMilli())
                .filter(row -> row.bucketStart() < to.toEpochMilli())
                .sorted(Comparator.comparing(CountRow::bucketStart))
                .toList();
        assertThat(reader.series(counter, resolution, from, to), equalTo(expected));
        found += expected.size();
      }
    }
    return found;
  }

  private static CounterKey counter(CountRow row) {
    return new CounterKey(
        row.company(), row.customer(), row.statistic(), row.dimension(), row.value());
  }

  @Test
  void theTopValuesAreThoseOfASort() {
    DimensionKey orders = new DimensionKey("acme", "orders", "campaign");
    Map<Measure, Function<CountRow, BigDecimal>> measures =
        Map.of(
            Measure.of("count"), row -> BigDecimal.valueOf(row.count()),
            Measure.of("uniques"), row -> BigDecimal.valueOf(Objects.requireNonNull(row.uniques())),
            Measure.of("revenue"), row -> Objects.requireNonNull(row.sums().get("revenue")));
    Set<Long> starts = new HashSet<>();
    rows.forEach(row -> starts.add(row.bucketStart()));
    int found = 0;
    for (Resolution resolution : Resolution.values()) {
      for (long start : starts) {
        for (Map.Entry<Measure, Function<CountRow, BigDecimal>> by : measures.entrySet()) {
          List<String> expected =
              rows.stream()
                  .filter(row -> row.company().equals("acme") && row.statistic().equals("orders"))
                  .filter(row -> row.dimension().equals("campaign"))
                  .filter(row -> row.resolution() == resolution && row.bucketStart() == start)
                  .sorted(
                      Comparator.comparing(by.getValue())
                          .reversed()
                          .thenComparing(CountRow::value, MergedByValue.CODE_POINTS))
                  .limit(7)
                  .map(CountRow::value)
                  .toList();
          assertThat(
              reader.top(orders, resolution, Instant.ofEpochMilli(start), by.getKey(), 7).stream()
                  .map(ValueCount::value)
                  .toList(),
              equalTo(expected));
          found += expected.size();
        }
      }
    }
    assertThat(found, greaterThan(500));
    DimensionKey opens = new DimensionKey("acme", "opens", "campaign");
    Instant november = LocalDate.of(2025, 11, 1).atStartOfDay(ZONE).toInstant();
    assertThat(reader.top(opens, Resolution.MONTH, november, Measure.COUNT, 500), hasSize(120));
    assertThat(reader.top(opens, Resolution.MONTH, november, Measure.UNIQUES, 500), empty());
  }

  private static Set<String> companies() {
    Set<String> companies = new HashSet<>();
    rows.forEach(row -> companies.add(row.company()));
    return companies;
  }
}
