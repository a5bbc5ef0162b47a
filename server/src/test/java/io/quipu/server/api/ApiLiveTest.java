package io.quipu.server.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that every listener receives each change. */
@Timeout(120)
class ApiLiveTest {
  private static final String LIVE =
      "/v1/companies/initech/live?statistic=clicks&from=2025-11-01&to=2025-11-03";

  private static void write(long count) {
    Instant day = Instant.parse("2025-11-02T00:00:00Z");
    CounterKey counter = CounterKey.whole("initech", "clicks");
    List<CountRow> rows =
        List.of(Resolution.DAY, Resolution.MONTH).stream()
            .map(
                resolution ->
                    new CountRow(
                        counter.company(),
                        "",
                        counter.statistic(),
                        "",
                        "",
                        resolution,
                        2025,
                        (resolution == Resolution.DAY ? day : Instant.parse("2025-11-01T00:00:00Z"))
                            .toEpochMilli(),
                        count,
                        null,
                        Map.of()))
            .toList();
    CassandraSettings settings = TestCassandra.settings(TestShops.KEYSPACE);
    StoredRows.write(settings, ZoneOffset.UTC, rows, 1);
  }

  @Test
  void everyListenerHearsTheAnswerAndItsChanges() throws Exception {
    CountsReader reader = TestShops.written().reader();
    write(1);
    ApiTestServer server = new ApiTestServer(reader, KeyCheck.open());
    try (BufferedReader one = listen(server);
        BufferedReader two = listen(server)) {
      assertThat(next(one), equalTo(1L));
      assertThat(next(two), equalTo(1L));
      assertThat(
          server.get("/metrics").body().lines().toList().contains("quipu_http_listeners 2.0"),
          equalTo(true));
      write(5);
      assertThat(next(one), equalTo(5L));
      assertThat(next(two), equalTo(5L));
      server.close();
      // A server that stops ends the streams of events.
      assertThat(one.lines().filter(line -> line.startsWith("event: ")).count(), equalTo(0L));
    } finally {
      server.close();
    }
  }

  @Test
  void aClientThatHasGoneIsRemoved() throws Exception {
    CountsReader reader = TestShops.written().reader();
    write(1);
    try (ApiTestServer server = new ApiTestServer(reader, KeyCheck.open())) {
      try (BufferedReader one = listen(server)) {
        next(one);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> server.get("/metrics").body().contains("quipu_http_listeners 0.0"));
    }
  }

  @Test
  void aWrongQuestionIsRefusedAtOnce() throws InterruptedException {
    ApiTestServer server = TestShops.written().server();
    String live = "/v1/companies/acme/live?";
    assertThat(server.get(live + "statistic=orders&from=never").statusCode(), equalTo(400));
    assertThat(server.get(live + "of=nothing&statistic=orders").statusCode(), equalTo(400));
    assertThat(server.get(live + "of=top&statistic=orders").statusCode(), equalTo(400));
    assertThat(server.get(live + "statistic=none").statusCode(), equalTo(404));
  }

  private static BufferedReader listen(ApiTestServer server) {
    HttpResponse<InputStream> response =
        server.send(server.request(LIVE), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode(), equalTo(200));
    assertThat(
        response.headers().firstValue("Content-Type").orElse(""), equalTo("text/event-stream"));
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The total of the next event. */
  private static long next(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (!line.startsWith("event: ")) {
      line = events.readLine();
    }
    assertThat(line, equalTo("event: series"));
    String data = events.readLine();
    assertThat(data, startsWith("data: "));
    JsonNode answer = ApiTestServer.parse(data.substring("data: ".length()));
    return answer.at("/series/0/total").longValue();
  }
}
