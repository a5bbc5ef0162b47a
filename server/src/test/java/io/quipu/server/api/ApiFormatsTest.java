package io.quipu.server.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the formats of answers, and what the server answers besides counts. */
class ApiFormatsTest {
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
