package io.quipu.server.api;

import static io.quipu.server.api.ApiTestServer.query;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how a question for series is asked: what is wrong with it, and several at once. */
class ApiQuestionsTest {
  private static final String SERIES = "/v1/companies/acme/series";
  private static List<CountRow> customerRows;
  private static ApiTestServer server;

  @BeforeAll
  static void writeRows() throws InterruptedException {
    TestShops shops = TestShops.written();
    customerRows = shops.customerRows();
    server = shops.server();
  }

  @ParameterizedTest
  @CsvSource({
    "statistic=orders&timeZone=Asia/Kolkata,                           timeZone",
    "statistic=orders&timeZone=Asia/Tokyo&measure=uniques,             timeZone",
    "statistic=orders&timeZone=Mars,                                   timeZone",
    "statistic=orders&measure=weight&from=2025-11&to=2025-12,          measure",
    "statistic=orders&dimension=campaign,                              value",
    "statistic=orders&value=x,                                         dimension",
    "statistic=orders&resolution=week,                                 resolution",
    "statistic=orders&from=yesterday,                                  from",
    "statistic=orders&from=2025-11&to=2025-10,                         from",
    "statistic=orders&from=1975&resolution=hour,                       from",
    "statistic=orders&from=1975-01&resolution=hour,                    from",
    "statistic=orders&to=9999-01,                                      to",
    "statistic=orders&compare=next,                                    compare",
    "statistic=orders&statistic=opens,                                 statistic",
    "statistic=orders&fron=2025-11,                                    fron",
    "from=2025-11,                                                     statistic",
    "statistic=orders&format=xml,                                      format",
  })
  void whatIsWrongIsNamed(String question, String parameter) {
    HttpResponse<String> response = server.get(SERIES + "?" + question);
    assertThat(response.statusCode(), equalTo(400));
    assertThat(
        response.headers().firstValue("Content-Type").orElse(""),
        equalTo("application/problem+json"));
    JsonNode problem = ApiTestServer.parse(response.body());
    assertThat(problem.get("parameter").textValue(), equalTo(parameter));
    assertThat(problem.get("status").intValue(), equalTo(400));
    assertThat(problem.get("detail").textValue().length(), greaterThan(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/companies/nobody/series?statistic=orders",
        "/v1/companies//series?statistic=orders",
        "/v1/companies/acme/series?statistic=nothing",
        "/v1/companies/acme/series?statistic=orders&dimension=none&value=x",
        "/v1/companies/acme/nothing",
        "/v1/nothing"
      })
  void whatThereIsNotIsNotFound(String path) {
    HttpResponse<String> response = server.get(path);
    assertThat(response.body(), response.statusCode(), equalTo(404));
    assertThat(response.body(), containsString("\"detail\":\""));
  }

  @Test
  void aQuestionByPostHasSeveralCounters() {
    String value = "x".repeat(5000);
    String question =
        """
        {"resolution": "day", "from": "2025-10-30", "to": "2025-11-07", "series": [
          {"statistic": "orders", "measure": "revenue"},
          {"statistic": "orders", "dimension": "campaign", "value": "%s", "measure": "uniques"},
          {"statistic": "orders", "customer": "u7"}]}
        """
            .formatted(value);
    HttpResponse<String> response =
        server.send(
            server
                .request("/v1/companies/acme/query")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question)));
    assertThat(response.body(), response.statusCode(), equalTo(200));
    JsonNode series = ApiTestServer.parse(response.body()).get("series");
    JsonNode one =
        server.json(
            SERIES
                + query(
                    "statistic",
                    "orders",
                    "dimension",
                    "campaign",
                    "value",
                    value,
                    "measure",
                    "uniques",
                    "from",
                    "2025-10-30",
                    "to",
                    "2025-11-07"));
    assertThat(series.get(1), equalTo(one.at("/series/0")));
    long ofCustomer =
        customerRows.stream()
            .filter(row -> row.customer().equals("u7") && row.dimension().isEmpty())
            .filter(row -> row.resolution() == Resolution.DAY)
            .mapToLong(CountRow::count)
            .sum();
    assertThat(series.at("/2/total").longValue(), equalTo(ofCustomer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | {}                              | 400",
        "application/json | {\"series\": 1}                 | 400",
        "application/json | {\"serie\": []}                 | 400",
        "application/json | null                            | 400",
        "application/json | [                               | 400",
        "application/json | ''                              | 400",
        "text/plain       | {}                              | 415",
      })
  void aBodyThatIsWrongIsRefused(String mediaType, String body, int status) {
    HttpResponse<String> response =
        server.send(
            server
                .request("/v1/companies/acme/query")
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(response.body(), response.statusCode(), equalTo(status));
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    HttpResponse<String> response =
        server.send(
            server
                .request("/v1/companies/acme/query")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(" ".repeat(300 * 1024))));
    assertThat(response.statusCode(), equalTo(413));
  }
}
