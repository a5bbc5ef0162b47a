package io.quipu.it.dashboard;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.cli.CommandException;
import io.quipu.cli.serve.FiringsReader;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.server.api.ApiServer;
import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Tests that the page shows which triggers have fired, from a topic of a real Kafka. */
final class FiringsPageTest {
  private static final String OF_ACME = "[\"acme\",\"busy\"]";
  private static final String CELLS =
      "[...document.querySelectorAll('#firings-table tbody tr')].map(r => [...r.cells].slice(1).map(c"
          + " => c.textContent).join('|'))";

  private final Servers servers = Servers.get();
  private final Topics topics = servers.topics();
  private final String topic = Servers.newName("firings");

  // The servers may be interrupted while they start.
  FiringsPageTest() throws InterruptedException {}

  @Test
  void firingsAreListedAndMarked() throws Exception {
    topics.create(topic, 2);
    String keyspace = servers.newKeyspace();
    CassandraSettings settings = CassandraSettings.of(servers.cassandra(), keyspace);
    send(OF_ACME, firing("1", "email_open", "Campaign 007", "2026-03-10T02:00:00Z", 1_003));
    send("no key of a firing", "and no firing");
    try (Browser browser = Browser.start();
        CassandraSession session =
            CassandraSession.open(settings, Duration.ofMinutes(1), line -> {});
        FiringsReader firings =
            FiringsReader.start(KafkaSettings.of(topics.bootstrapServers()), topic);
        ApiServer server =
            ApiServer.start(
                new CountsReader(session, keyspace),
                firings,
                KeyCheck.open(),
                HttpServer.address("127.0.0.1:0"))) {
      new Mails(settings, session).writeDay();
      DashboardPage page = new DashboardPage(browser, server);
      page.open(
          "#company=acme&statistic=email_open&dimension=campaign"
              + "&period=custom&from=2026-03-10T00:00&to=2026-03-11T00:00");
      browser.await("document.querySelectorAll('#firings-table tbody tr').length === 1");

      // A message that comes again has the same id.
      send(OF_ACME, firing("1", "email_open", "Campaign 007", "2026-03-10T02:00:00Z", 1_007));
      send(OF_ACME, firing("2", "purchase", "Campaign 007", "2026-03-10T04:00:00Z", 1_000));
      send("[\"zeta\",\"busy\"]", firing("3", "email_open", "x", "2026-03-10T04:00:00Z", 1_000));
      send(OF_ACME, firing("4", "email_open", "Campaign 009", "2026-03-10T04:00:00Z", 2_000));
      await().until(() -> firings.of("acme"), hasSize(3));
      browser.await("document.querySelectorAll('#firings-table tbody tr').length === 2");
      assertThat(
          page.lines(CELLS).stream().sorted().toList(),
          equalTo(
              List.of(
                  "busy|Campaign 007|Tue, 10 Mar 2026, 03:00|1,007 events",
                  "busy|Campaign 009|Tue, 10 Mar 2026, 05:00|2,000 events")));

      page.tabTo("plot");
      browser.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
      assertThat(
          browser.is("document.getElementById('plot').getAttribute('aria-valuetext')"),
          endsWith("Fired: busy"));
      browser.shoot("firings");
      assertThat(browser.console(), empty());
    }
  }

  @Test
  void aTopicThatDoesNotExistIsRefused() {
    CommandException refused =
        assertThrows(
            CommandException.class,
            () -> FiringsReader.start(KafkaSettings.of(topics.bootstrapServers()), topic));
    assertThat(refused.getMessage(), containsString("has no topic '" + topic + "'; name that of"));
  }

  private static String firing(
      String id, String statistic, String value, String bucket, long count) {
    return "{\"id\":\"%s\",\"kind\":\"fired\",\"trigger\":\"busy\",\"number\":1,\"late\":false,\"company\":\"acme\",\"statistic\":\"%s\",\"dimension\":\"campaign\",\"value\":\"%s\",\"resolution\":\"hour\",\"bucket\":\"%s\",\"count\":%d,\"uniques\":7,\"sums\":{},\"version\":\"1\",\"time\":\"2026-03-10T09:00:01.5Z\"}"
        .formatted(id, statistic, value, bucket, count);
  }

  private void send(String key, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", topics.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  key.getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }
}
