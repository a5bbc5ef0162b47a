package io.quipu.server.api;

import static io.quipu.server.api.ApiTestServer.query;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.queries.Measure;
import io.quipu.store.queries.MergedByValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests answers with top values, names and customers, and the formats of answers. */
class ApiAnswersTest {
  private static final String ACME = "/v1/companies/acme/";
  private static final String MONTH =
      ACME + "top?statistic=orders&dimension=campaign&bucket=2025-11";
  private static final String SERIES = ACME + "series?statistic=orders&from=2025-11&to=2025-12";

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

  @Test
  void csvHasTheSameNumbersAsJson() throws IOException {
    String path = MONTH + "&limit=100";
    Map<String, String> json = new HashMap<>();
    for (JsonNode value : server.json(path).get("values")) {
      json.put(
          value.get("value").textValue(),
          value.get("count") + "," + value.get("uniques") + "," + value.at("/sums/revenue"));
    }
    HttpResponse<String> response = server.send(server.request(path).header("Accept", "text/csv"));
    assertThat(response.headers().firstValue("Content-Type").orElse(""), startsWith("text/csv"));
    Map<String, String> csv = new HashMap<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(response.body(), format)) {
      for (CSVRecord row : parser) {
        csv.put(
            row.get("value"),
            row.get("count") + "," + row.get("uniques") + "," + row.get("revenue"));
      }
    }
    assertThat(csv, equalTo(json));
    assertThat(server.get(path + "&format=csv").body(), equalTo(response.body()));
    HttpResponse<String> series = server.get(SERIES + "&format=csv&compare=previous");
    assertThat(
        series.body().lines().limit(2).toList(),
        equalTo(
            List.of(
                "period,bucket,statistic,dimension,value,customer,measure,number",
                "previous,2025-10-02T00:00:00-04:00,orders,,,,count,0")));
    assertThat(series.body().lines().count(), equalTo(61L));
  }

  @Test
  void aSpreadsheetIsCsvWithoutFormulas() throws IOException {
    String path = MONTH + "&limit=100&format=";
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    List<String> exact = new ArrayList<>();
    List<String> safe = new ArrayList<>();
    String spreadsheet = server.get(path + "spreadsheet").body();
    assertThat(spreadsheet, startsWith("\uFEFF"));
    try (CSVParser csv = CSVParser.parse(server.get(path + "csv").body(), format);
        CSVParser sheet = CSVParser.parse(spreadsheet.substring(1), format)) {
      csv.forEach(row -> exact.add(row.get("value")));
      sheet.forEach(row -> safe.add(row.get("value")));
    }
    assertThat(exact, hasItems("=1+1", "'quoted"));
    assertThat(safe, hasItems("'=1+1", "''quoted"));
    assertThat(
        safe.stream().map(cell -> cell.startsWith("'") ? cell.substring(1) : cell).toList(),
        equalTo(exact));
    assertThat(server.get(path + "excel").statusCode(), equalTo(400));
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

  @Test
  void anUnchangedAnswerIsNotSentAgain() {
    HttpResponse<String> first = server.get(SERIES);
    String tag = first.headers().firstValue("ETag").orElse("");
    HttpResponse<String> again =
        server.send(server.request(SERIES).header("If-None-Match", "\"other\", " + tag));
    assertThat(again.statusCode(), equalTo(304));
    assertThat(again.body(), equalTo(""));
    assertThat(again.headers().firstValue("ETag").orElse(""), equalTo(tag));
    HttpResponse<String> other =
        server.send(server.request(SERIES + "&measure=uniques").header("If-None-Match", tag));
    assertThat(other.statusCode(), equalTo(200));
  }

  @Test
  void anAnswerIsCompressedIfTheClientAcceptsIt() throws IOException {
    HttpResponse<byte[]> compressed =
        server.send(
            server.request(SERIES).header("Accept-Encoding", "gzip"),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(compressed.headers().firstValue("Content-Encoding").orElse(""), equalTo("gzip"));
    String plain = server.get(SERIES).body();
    assertThat(compressed.body().length, lessThan(plain.length()));
    byte[] unzipped =
        new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes();
    assertThat(new String(unzipped, StandardCharsets.UTF_8), equalTo(plain));
    HttpResponse<String> refused =
        server.send(server.request(SERIES).header("Accept-Encoding", "gzip;q=0"));
    assertThat(refused.body(), equalTo(plain));
  }

  @Test
  void everyRouteIsDescribed() {
    JsonNode document = server.json("/openapi.json");
    List<String> paths = new ArrayList<>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);
    assertThat(
        paths,
        hasItems("/v1/companies/{company}/series", "/v1/companies/{company}/live", "/health"));
    document
        .findValuesAsText("$ref")
        .forEach(
            ref ->
                assertThat(
                    ref, document.at(ref.substring(1)).path("type").asText(), equalTo("object")));
    JsonNode one = document.at("/components/schemas/OneSeries");
    assertThat(one.at("/properties/values/items/nullable").booleanValue(), equalTo(true));
    assertThat(one.get("required").toString(), equalTo("[\"statistic\",\"measure\",\"values\"]"));
  }

  @ParameterizedTest
  @CsvSource({
    "/,                          text/html; charset=utf-8",
    "/docs,                      text/html; charset=utf-8",
    "/docs/try.js,               text/javascript; charset=utf-8",
    "/docs/swagger-ui.css,       text/css; charset=utf-8",
    "/docs/swagger-ui-bundle.js, text/javascript; charset=utf-8",
  })
  void pagesComeFromHereAlone(String path, String mediaType) {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode(), equalTo(200));
    assertThat(response.headers().firstValue("Content-Type").orElse(""), equalTo(mediaType));
    assertThat(
        response.headers().firstValue("Content-Security-Policy").orElse(""),
        startsWith("default-src '" + (mediaType.startsWith("text/html") ? "self" : "none")));
    String tag = response.headers().firstValue("ETag").orElse("");
    assertThat(
        server.send(server.request(path).header("If-None-Match", tag)).statusCode(), equalTo(304));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/package-info.class",
        "/docs/../../../logback-test.xml",
        "/%2e%2e/%2e%2e/logback-test.xml",
        "/..%2flogback-test.xml",
        "/docs/index",
        "/favicon.ico"
      })
  void nothingElseCanBeReached(String path) {
    assertThat(server.get(path).statusCode(), not(equalTo(200)));
  }

  @Test
  void theServerReportsItsState() {
    assertThat(server.json("/health").get("status").textValue(), equalTo("up"));
    assertThat(server.json("/ready").get("status").textValue(), equalTo("ready"));
    server.json(SERIES);
    String metrics = server.get("/metrics").body();
    assertThat(
        metrics,
        containsString(
            "quipu_http_requests_seconds_count{method=\"GET\","
                + "route=\"/v1/companies/{company}/series\",status=\"200\"}"));
    assertThat(metrics, containsString("quipu_cassandra_reads_seconds_count"));
    assertThat(metrics, not(containsString("acme")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE  | /v1/companies/acme/series     | GET, HEAD",
        "POST    | /v1/companies/acme/statistics | GET, HEAD",
        "OPTIONS | /v1/companies                 | GET, HEAD",
        "GET     | /v1/companies/acme/query      | POST",
        "HEAD    | /v1/companies/acme/query      | POST",
        "POST    | /v1/companies/acme/live       | GET",
        "PUT     | /health                       | GET, HEAD",
        "POST    | /                             | GET, HEAD",
        "DELETE  | /docs/try.js                  | GET, HEAD",
        "HEAD    | /v1/companies/acme/live?statistic=orders | GET",
      })
  void anAddressSaysWhichMethodsItTakes(String method, String path, String allowed) {
    HttpResponse<String> response =
        server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    assertThat(response.statusCode(), equalTo(405));
    assertThat(response.headers().firstValue("Allow").orElse(""), equalTo(allowed));
  }

  @Test
  void wrongMethodsAreRefused() {
    HttpResponse<String> nothing =
        server.send(server.request("/nothing").POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(nothing.statusCode(), equalTo(404));
    HttpResponse<String> head =
        server.send(server.request(SERIES).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode(), equalTo(200));
    assertThat(head.body(), equalTo(""));
    HttpResponse<String> broken = server.get(ACME + "series?statistic=%C3%28");
    assertThat(broken.statusCode(), equalTo(400));
  }
}
