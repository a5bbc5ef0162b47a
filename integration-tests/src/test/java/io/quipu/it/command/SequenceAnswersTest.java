package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.server.api.ApiServer;
import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Asks how many customers bought at least two black chargers on the day after they read a
 * campaign's email, by the command and by the API.
 */
final class SequenceAnswersTest {
  private static final String CATALOG =
      """
      version: 1
      event:
        company: company
        customer: who
        type: type
        time: {field: at, unit: iso-8601}
      time-zone: Europe/Berlin
      statistics:
        email_open: {events: [open], dimensions: {campaign: campaign}}
        purchase: {events: [buy], dimensions: {item: item, color: color}}
        unsubscribe: {events: [leave]}
      sequences:
        read_then_bought:
          steps:
            read: {statistic: email_open, carry: campaign}
            bought:
              statistic: purchase
              where: event.price > 1.0
              values: {color: black}
              carry: item
              at-least: 2
              within: next-day
          without:
            left: {statistic: unsubscribe}
      """;

  private static @Nullable Servers servers;
  private static String keyspace = "";
  private static final List<String> EVENTS = new ArrayList<>();

  private static void open(String who, String at, String campaign) {
    EVENTS.add(
        "{\"type\":\"open\",\"company\":\"acme\",\"who\":\"%s\",\"at\":\"%s\",\"campaign\":\"%s\"}"
            .formatted(who, at, campaign));
  }

  private static void buy(String who, String at, String color) {
    EVENTS.add(
        ("{\"type\":\"buy\",\"company\":\"acme\",\"who\":\"%s\",\"at\":\"%s\",\"item\":\"iPhone"
                + " charger\",\"color\":\"%s\",\"price\":9.5}")
            .formatted(who, at, color));
  }

  @BeforeAll
  static void count() throws Exception {
    // Ann does all; her second purchase is just before midnight in Berlin.
    buy("ann", "2026-11-26T22:59:59Z", "black");
    open("ann", "2026-11-25T09:00:00Z", "Spring");
    buy("ann", "2026-11-26T08:00:00Z", "black");
    // Bob buys one; Cem buys another color; Dora reads another campaign; Eva buys on the same day.
    open("bob", "2026-11-25T09:00:00Z", "Spring");
    buy("bob", "2026-11-26T08:00:00Z", "black");
    open("cem", "2026-11-25T09:00:00Z", "Spring");
    buy("cem", "2026-11-26T08:00:00Z", "red");
    buy("cem", "2026-11-26T08:00:01Z", "red");
    open("dora", "2026-11-25T09:00:00Z", "Autumn");
    buy("dora", "2026-11-26T08:00:00Z", "black");
    buy("dora", "2026-11-26T08:00:01Z", "black");
    open("eva", "2026-11-25T09:00:00Z", "Spring");
    buy("eva", "2026-11-25T10:00:00Z", "black");
    buy("eva", "2026-11-25T11:00:00Z", "black");
    // Fay leaves before she buys, and this event comes last.
    open("fay", "2026-11-25T09:00:00Z", "Spring");
    buy("fay", "2026-11-26T08:00:00Z", "black");
    buy("fay", "2026-11-26T09:00:00Z", "black");
    EVENTS.add(
        "{\"type\":\"leave\",\"company\":\"acme\",\"who\":\"fay\",\"at\":\"2026-11-25T20:00:00Z\"}");

    Path folder = Files.createTempDirectory("sequence-");
    Servers used = Servers.get();
    servers = used;
    keyspace = used.newKeyspace();
    List<String> arguments =
        List.of(
            "--source=files",
            "--catalog=" + Files.writeString(folder.resolve("catalog.yaml"), CATALOG),
            "--input=" + Files.write(folder.resolve("events.jsonl"), EVENTS),
            "--dead-letters=files:" + folder.resolve("dead-letters"),
            "--cassandra=" + used.cassandra(),
            "--keyspace=" + keyspace,
            "--shards=4");
    try (Job job = Runner.DIRECT.start(arguments)) {
      job.awaitDone();
    }
  }

  private static Shell.Result ask(String... question) {
    return Shell.here(
        Stream.concat(
                Stream.of("counts", "--company=acme", "--sequence=read_then_bought"),
                Stream.concat(
                    Stream.of(question),
                    Stream.of(
                        "--keyspace=" + keyspace,
                        "--cassandra=" + Objects.requireNonNull(servers).cassandra())))
            .toArray(String[]::new));
  }

  @Test
  void theCommandCountsWhoBoughtAfterReading() throws Exception {
    Shell.Result found = ask("--with=bought.item=iPhone charger", "--with=read.campaign=Spring");
    assertThat(found.err(), found.code(), equalTo(0));
    assertThat(
        found.out(),
        equalTo(
            """
            bucket      count  uniques     seconds
            2026-11-25      1        1  136799.000
            """));

    assertThat(
        ask("--resolution=month").out(),
        equalTo(
            """
            bucket   count  uniques     seconds
            2026-11      2        2  219600.000
            """));
  }

  @Test
  void theCommandPrintsTheSteps() throws Exception {
    Shell.Result steps = ask("--steps", "--format=csv");
    assertThat(steps.err(), steps.code(), equalTo(0));
    assertThat(
        steps.out().lines().toList(),
        equalTo(
            List.of(
                "bucket,step,count,uniques,seconds",
                "2026-11-25T00:00:00+01:00,1 read,6,6,0.000",
                "2026-11-25T00:00:00+01:00,2 bought,2,2,219600.000")));
  }

  @Test
  void theCommandRefusesWhatDoesNotGoTogether() throws Exception {
    assertThat(
        ask("--customer=ann").err(), containsString("is counted for the whole company; leave out"));
    assertThat(
        ask("--with=read.campain=Spring").err(),
        containsString(
            "There are of: 'bought.item', 'read.campaign', 'read.campaign+bought.item'"));
  }

  @Test
  void theApiAnswersWithAFunnel() throws Exception {
    CassandraSettings settings =
        CassandraSettings.of(Objects.requireNonNull(servers).cassandra(), keyspace);
    try (CassandraSession session = CassandraSession.share(settings);
        ApiServer server =
            ApiServer.start(
                new CountsReader(session, keyspace),
                KeyCheck.open(),
                HttpServer.address("127.0.0.1:0"))) {
      String path = "v1/companies/acme/funnel?sequence=read_then_bought&resolution=day";
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(server.uri() + path + "&bucket=2026-11-25"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(
          answer.body(),
          startsWith(
              "{\"company\":\"acme\",\"sequence\":\"read_then_bought\",\"timeZone\":"
                  + "\"Europe/Berlin\",\"from\":\"2026-11-25T00:00:00+01:00\",\"to\":"
                  + "\"2026-11-26T00:00:00+01:00\",\"steps\":[{\"place\":1,\"step\":\"read\","
                  + "\"customers\":6,\"count\":6,\"share\":1.0000,\"seconds\":0.000},"
                  + "{\"place\":2,\"step\":\"bought\",\"customers\":2,\"count\":2,"
                  + "\"share\":0.3333,\"seconds\":219600.000}],\"completeness\":{\"complete\":false,"));
    }
  }
}
