package io.quipu.server.api;

import static io.quipu.server.api.ApiTestServer.query;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that series equal the rows that were written. */
class ApiSeriesTest {
  private static final String SERIES = "/v1/companies/acme/series";
  private static List<CountRow> rows;
  private static List<CountRow> customerRows;
  private static ApiTestServer server;

  @BeforeAll
  static void writeRows() throws InterruptedException {
    TestShops shops = TestShops.written();
    rows = shops.rows();
    customerRows = shops.customerRows();
    server = shops.server();
  }

  @ParameterizedTest
  @EnumSource(Resolution.class)
  void everyCountersSeriesIsItsRowsAndZeros(Resolution resolution) {
    for (String campaign : TestShops.campaigns()) {
      JsonNode answer =
          server.json(
              SERIES
                  + query(
                      "statistic", "orders",
                      "dimension", "campaign",
                      "value", campaign,
                      "measure", "count",
                      "measure", "uniques",
                      "measure", "revenue",
                      "resolution", resolution.word(),
                      "from", "2025-10-01",
                      "to", "2025-12-01"));
      Map<Instant, CountRow> expected = stored(rows, "acme", campaign, resolution);
      assertThat(expected.size(), greaterThan(0));
      assertThat(times(answer.get("buckets")), equalTo(buckets(resolution)));
      assertThat(answer.at("/series/0/value").textValue(), equalTo(campaign));
      List<Function<CountRow, BigDecimal>> measures =
          List.of(
              row -> BigDecimal.valueOf(row.count()),
              row -> BigDecimal.valueOf(Objects.requireNonNull(row.uniques())),
              row -> Objects.requireNonNull(row.sums().get("revenue")));
      for (int i = 0; i < 3; i++) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (Instant bucket : buckets(resolution)) {
          CountRow row = expected.get(bucket);
          numbers.add(row == null ? BigDecimal.ZERO : measures.get(i).apply(row));
        }
        assertThat(numbers(answer.at("/series/" + i + "/values")), equalTo(numbers));
      }
      assertThat(answer.at("/series/1").has("total"), equalTo(false));
    }
  }

  private static Map<Instant, CountRow> stored(
      List<CountRow> of, String company, String campaign, Resolution resolution) {
    Map<Instant, CountRow> found = new TreeMap<>();
    of.stream()
        .filter(row -> row.company().equals(company) && row.resolution() == resolution)
        .filter(row -> row.dimension().equals("campaign") && row.value().equals(campaign))
        .forEach(row -> found.put(Instant.ofEpochMilli(row.bucketStart()), row));
    return found;
  }

  /** The buckets of October and November 2025 in New York, counted in another way. */
  private static List<Instant> buckets(Resolution resolution) {
    Set<Instant> starts = new TreeSet<>();
    Instant end = LocalDate.of(2025, 12, 1).atStartOfDay(TestShop.ZONE).toInstant();
    Instant hour = LocalDate.of(2025, 10, 1).atStartOfDay(TestShop.ZONE).toInstant();
    for (; hour.isBefore(end); hour = hour.plus(1, ChronoUnit.HOURS)) {
      LocalDate date = LocalDate.ofInstant(hour, TestShop.ZONE);
      starts.add(
          switch (resolution) {
            case HOUR -> hour;
            case DAY -> date.atStartOfDay(TestShop.ZONE).toInstant();
            case MONTH -> date.withDayOfMonth(1).atStartOfDay(TestShop.ZONE).toInstant();
          });
    }
    return List.copyOf(starts);
  }

  private static List<Instant> times(JsonNode times) {
    List<Instant> instants = new ArrayList<>();
    times.forEach(time -> instants.add(OffsetDateTime.parse(time.textValue()).toInstant()));
    return instants;
  }

  private static List<BigDecimal> numbers(JsonNode numbers) {
    List<BigDecimal> all = new ArrayList<>();
    numbers.forEach(number -> all.add(number.decimalValue()));
    return all;
  }

  @Test
  void aDayOfAnotherZoneIsTheSumOfItsHours() {
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    JsonNode answer =
        server.json(
            SERIES
                + query(
                    "statistic", "orders",
                    "measure", "revenue",
                    "from", "2025-10-30",
                    "to", "2025-11-09",
                    "timeZone", "Asia/Tokyo"));
    TreeMap<LocalDate, BigDecimal> expected = new TreeMap<>();
    LocalDate.of(2025, 10, 30)
        .datesUntil(LocalDate.of(2025, 11, 9))
        .forEach(day -> expected.put(day, BigDecimal.ZERO));
    rows.stream()
        .filter(row -> row.company().equals("acme") && row.resolution() == Resolution.HOUR)
        .filter(row -> row.dimension().isEmpty())
        .forEach(
            row ->
                expected.computeIfPresent(
                    LocalDate.ofInstant(Instant.ofEpochMilli(row.bucketStart()), tokyo),
                    (day, sum) -> sum.add(row.sums().get("revenue"))));
    assertThat(numbers(answer.at("/series/0/values")), equalTo(List.copyOf(expected.values())));
    assertThat(answer.at("/buckets/0").textValue(), equalTo("2025-10-30T00:00:00+09:00"));
  }

  @Test
  void thePreviousPeriodHasAsManyBuckets() {
    JsonNode both =
        server.json(
            SERIES
                + query(
                    "statistic",
                    "orders",
                    "from",
                    "2025-11-03",
                    "to",
                    "2025-11-06",
                    "compare",
                    "previous"));
    JsonNode before =
        server.json(
            SERIES + query("statistic", "orders", "from", "2025-10-31", "to", "2025-11-03"));
    assertThat(both.at("/previous/buckets"), equalTo(before.get("buckets")));
    assertThat(both.at("/series/0/previous/values"), equalTo(before.at("/series/0/values")));
    assertThat(both.at("/series/0/previous/total"), equalTo(before.at("/series/0/total")));
    assertThat(before.at("/series/0/total").intValue(), greaterThan(0));
  }

  @ParameterizedTest
  @EnumSource(Resolution.class)
  void aCustomersSeriesNeedsNoneOfTheCompany(Resolution resolution) {
    JsonNode answer =
        server.json(
            "/v1/companies/solo/series"
                + query(
                    "statistic",
                    "orders",
                    "customer",
                    "u1",
                    "resolution",
                    resolution.word(),
                    "from",
                    "2025-10-01",
                    "to",
                    "2025-12-01"));
    long expected =
        customerRows.stream()
            .filter(row -> row.company().equals("solo") && row.resolution() == resolution)
            .mapToLong(CountRow::count)
            .sum();
    assertThat(answer.at("/series/0/total").longValue(), equalTo(expected));
    assertThat(expected, greaterThan(5L));
    assertThat(answer.at("/series/0/customer").textValue(), equalTo("u1"));
  }

  @Test
  void aCompanyCanHaveAnyName() {
    String company = TestShops.HOSTILE;
    JsonNode answer =
        server.json(
            "/v1/companies/"
                + ApiTestServer.encode(company)
                + "/series"
                + query("statistic", "orders", "from", "2025-10", "to", "2025-12"));
    assertThat(answer.get("company").textValue(), equalTo(company));
    long expected =
        rows.stream()
            .filter(row -> row.company().equals(company) && row.dimension().isEmpty())
            .filter(row -> row.resolution() == Resolution.DAY)
            .mapToLong(CountRow::count)
            .sum();
    assertThat(answer.at("/series/0/total").longValue(), equalTo(expected));
  }
}
