package io.quipu.server.api;

import static io.quipu.server.api.ApiTestServer.query;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.queries.Measure;
import io.quipu.store.queries.MergedByValue;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests answers with top values, names and customers. */
class ApiAnswersTest {
  private static final String ACME = "/v1/companies/acme/";
  private static final String MONTH =
      ACME + "top?statistic=orders&dimension=campaign&bucket=2025-11";
  private static TestShops shops;
  private static ApiTestServer server;

  @BeforeAll
  static void writeRows() throws InterruptedException {
    shops = TestShops.written();
    server = shops.server();
  }

  private static Stream<CountRow> campaignRows(Resolution resolution) {
    return shops.rows().stream()
        .filter(row -> row.company().equals("acme") && row.dimension().equals("campaign"))
        .filter(row -> row.resolution() == resolution);
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "uniques", "revenue"})
  void pagesOfTheTopAreTogetherASort(String measure) {
    Map<String, BigDecimal> numbers = new HashMap<>();
    long november = LocalDate.of(2025, 11, 1).atStartOfDay(TestShop.ZONE).toEpochSecond() * 1000;
    campaignRows(Resolution.MONTH)
        .filter(row -> row.bucketStart() == november)
        .forEach(row -> numbers.put(row.value(), Measure.of(measure).in(row)));
    List<String> expected = new ArrayList<>(numbers.keySet());
    expected.sort(
        Comparator.comparing((String value) -> numbers.get(value))
            .reversed()
            .thenComparing(MergedByValue.CODE_POINTS));
    assertThat(pages(MONTH + "&limit=7&measure=" + measure, "value"), equalTo(expected));
    assertThat(expected.size(), greaterThan(30));
  }

  /** Reads all pages of a list, each with the token of the page before. */
  private static List<String> pages(String path, String field) {
    List<String> all = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonNode page = server.json(path + after);
      page.get("values").forEach(value -> all.add(value.at("/" + field).textValue()));
      JsonNode next = page.get("next");
      after = next.isNull() ? null : "&after=" + ApiTestServer.encode(next.textValue());
    }
    return all;
  }

  @Test
  void theTopOfARangeAddsItsBucketsUp() {
    LocalDate from = LocalDate.of(2025, 10, 31);
    LocalDate to = LocalDate.of(2025, 11, 4);
    Map<String, BigDecimal> revenue = new HashMap<>();
    campaignRows(Resolution.DAY)
        .filter(row -> row.bucketStart() >= from.atStartOfDay(TestShop.ZONE).toEpochSecond() * 1000)
        .filter(row -> row.bucketStart() < to.atStartOfDay(TestShop.ZONE).toEpochSecond() * 1000)
        .forEach(row -> revenue.merge(row.value(), row.sums().get("revenue"), BigDecimal::add));
    JsonNode answer =
        server.json(
            ACME
                + "top?statistic=orders&dimension=campaign&measure=revenue&limit=100&from="
                + from
                + "&to="
                + to);
    Map<String, BigDecimal> found = new HashMap<>();
    for (JsonNode value : answer.get("values")) {
      found.put(value.get("value").textValue(), value.at("/sums/revenue").decimalValue());
      assertThat(value.has("uniques"), equalTo(false));
    }
    assertThat(found, equalTo(revenue));
    assertThat(found.size(), greaterThan(10));
    assertThat(answer.get("from").textValue(), equalTo("2025-10-31T00:00:00-04:00"));
    assertThat(answer.get("to").textValue(), equalTo("2025-11-04T00:00:00-05:00"));
  }

  @ParameterizedTest
  @CsvSource({
    "measure=uniques&from=2025-10-31&to=2025-11-03, measure",
    "resolution=day&from=2025-10-31,                resolution",
    "bucket=2025-11&to=2025-10-31,                  bucket",
    "measure=weight,                                measure",
    "limit=0,                                       limit",
    "limit=1001,                                    limit",
    "limit=many,                                    limit",
    "after=nonsense,                                after",
    "after=WyJ4IiwieSJd,                            after",
    "timeZone=Asia/Kolkata,                         timeZone",
  })
  void aWrongQuestionForTheTopIsRefused(String question, String parameter) {
    HttpResponse<String> response =
        server.get(ACME + "top?statistic=orders&dimension=campaign&" + question);
    assertThat(response.body(), response.statusCode(), equalTo(400));
    assertThat(
        ApiTestServer.parse(response.body()).get("parameter").textValue(), equalTo(parameter));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "series?statistic=refunds&resolution=hour",
        "series?statistic=refunds&timeZone=Asia/Tokyo",
        "top?statistic=refunds&dimension=campaign&from=2025-10-31&to=2025-11-02T05:00",
        "top?statistic=refunds&dimension=campaign&resolution=hour&bucket=2025-11-02T05:00"
      })
  void whatIsNotKeptIsNoZero(String question) {
    HttpResponse<String> response = server.get("/v1/companies/globex/" + question);
    assertThat(response.body(), response.statusCode(), equalTo(400));
    assertThat(response.body(), containsString("keeps: day, month."));
    String whole = "series?statistic=refunds&from=2025-10&to=2025-12&resolution=";
    long days =
        server.json("/v1/companies/globex/" + whole + "day").at("/series/0/total").longValue();
    long months =
        server.json("/v1/companies/globex/" + whole + "month").at("/series/0/total").longValue();
    assertThat(days, equalTo(months));
    assertThat(days, greaterThan(30L));
  }

  @Test
  void valuesListsAllValues() {
    Set<String> expected = new HashSet<>();
    campaignRows(Resolution.MONTH).forEach(row -> expected.add(row.value()));
    String path = ACME + "values?statistic=orders&dimension=campaign&from=2025-10&limit=4";
    List<String> found = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonNode page = server.json(path + after);
      page.get("values").forEach(value -> found.add(value.textValue()));
      JsonNode next = page.get("next");
      after = next.isNull() ? null : "&after=" + next.textValue();
    }
    assertThat(found, equalTo(expected.stream().sorted(MergedByValue.CODE_POINTS).toList()));
    JsonNode some = server.json(path + query("prefix", "campaign 1").replace('?', '&'));
    assertThat(
        some.get("values").toString(),
        equalTo("[\"campaign 1\",\"campaign 10\",\"campaign 11\",\"campaign 12\"]"));
  }

  @Test
  void namesOfCountsAreListed() {
    List<String> companies = new ArrayList<>();
    server.json("/v1/companies").get("companies").forEach(name -> companies.add(name.textValue()));
    // Of another test, if it was first.
    companies.remove("initech");
    assertThat(companies, equalTo(List.of(TestShops.HOSTILE, "acme", "globex")));
    assertThat(
        server.json("/v1/companies?limit=1&prefix=a").get("companies").get(0).textValue(),
        equalTo(TestShops.HOSTILE));
    JsonNode statistics = server.json(ACME + "statistics");
    assertThat(statistics.get("timeZone").textValue(), equalTo("America/New_York"));
    assertThat(
        statistics.get("statistics").toString(),
        equalTo(
            "[{\"statistic\":\"orders\",\"measures\":[\"count\",\"uniques\",\"revenue\"],"
                + "\"resolutions\":[\"hour\",\"day\",\"month\"],"
                + "\"dimensions\":[\"campaign\"],\"firstMonth\":\"2025-10\","
                + "\"lastMonth\":\"2025-11\"}]"));
    assertThat(
        server.json(ACME + "dimensions?statistic=orders").get("dimensions").toString(),
        equalTo(
            "[{\"dimension\":\"campaign\",\"firstMonth\":\"2025-10\",\"lastMonth\":\"2025-11\"}]"));
    assertThat(server.get(ACME + "dimensions?statistic=none").statusCode(), equalTo(404));
  }

  @Test
  void aCustomersCountsAreTheirOwn() {
    for (String customer : TestShops.CUSTOMERS) {
      List<String> expected =
          shops.customerRows().stream()
              .filter(row -> row.customer().equals(customer))
              .filter(row -> row.resolution() == Resolution.DAY)
              .map(
                  row ->
                      row.dimension()
                          + "|"
                          + row.value()
                          + "|"
                          + row.bucketStart()
                          + "|"
                          + row.count()
                          + "|"
                          + row.sums().get("revenue"))
              .sorted()
              .toList();
      List<String> found = new ArrayList<>();
      String path =
          ACME + "customers/" + ApiTestServer.encode(customer) + "?resolution=day&limit=5";
      String after = "";
      while (after != null) {
        JsonNode page = server.json(path + after);
        for (JsonNode count : page.get("counts")) {
          long bucket =
              java.time.OffsetDateTime.parse(count.get("bucket").textValue()).toEpochSecond()
                  * 1000;
          found.add(
              count.path("dimension").asText()
                  + "|"
                  + count.path("value").asText()
                  + "|"
                  + bucket
                  + "|"
                  + count.get("count").longValue()
                  + "|"
                  + count.at("/sums/revenue").decimalValue());
        }
        JsonNode next = page.get("next");
        after = next.isNull() ? null : "&after=" + next.textValue();
      }
      assertThat(found.stream().sorted().toList(), equalTo(expected));
      assertThat(expected.size(), greaterThan(10));
    }
    assertThat(server.json(ACME + "customers/nobody").get("counts").size(), equalTo(0));
    assertThat(server.get("/v1/companies/globex/customers/u7").statusCode(), equalTo(404));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "series?statistic=orders&from=2025-11-02&to=2025-11-01",
        "series?statistic=orders&from=2025-11-02&to=2025-11-02",
        "top?statistic=orders&dimension=campaign&from=2025-11-02&to=2025-11-01",
        "values?statistic=orders&dimension=campaign&from=2025-12&to=2025-11",
        "customers/u7?from=2025-12&to=2025-11",
        "live?of=top&statistic=orders&dimension=campaign&from=2025-11-02&to=2025-11-01"
      })
  void aRangeThatEndsBeforeItBeginsIsRefused(String question) {
    HttpResponse<String> response = server.get(ACME + question);
    assertThat(response.body(), response.statusCode(), equalTo(400));
    assertThat(response.body(), containsString("from is not before to"));
    assertThat(ApiTestServer.parse(response.body()).get("parameter").textValue(), equalTo("from"));
  }
}
