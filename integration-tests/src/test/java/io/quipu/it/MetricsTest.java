package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.it.stack.Servers;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Tests that a job exports all metrics of the dashboard and the alert rules. The job has had late
 * events, dead letters of both stages, unknown keys and duplicates.
 */
class MetricsTest {
  private static final Path OPERATIONS =
      Path.of(System.getProperty("quipu.home", ".."), "docs", "operations");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Matches a metric's name, or a pattern of names. */
  private static final Pattern METRIC =
      Pattern.compile("__name__=~\"([^\"]+)\"|\\b(flink_[A-Za-z0-9_]+)\\b");

  @Test
  void allWatchedMetricsAreExported() throws Exception {
    Servers servers = Servers.get();
    Path folder = Files.createTempDirectory("metrics-");
    String keyspace = servers.newKeyspace();
    String topic = Servers.newName("metrics");
    makeSites(servers, keyspace);
    servers.topics().create(topic, 2);
    servers.topics().send(topic, events());
    int port = freePort();

    Map<String, Double> exported;
    try (RunningJob job =
        new JobLauncher(progress -> {})
            .start(
                List.of(
                    "--job=STATISTIC",
                    "--catalog=" + catalog(folder, keyspace),
                    "--bootstrap-servers=" + servers.topics().bootstrapServers(),
                    "--input=" + topic,
                    "--consumer-group=" + topic,
                    "--cassandra=" + servers.cassandra(),
                    "--keyspace=" + keyspace,
                    "--state-folder=" + folder.resolve("state"),
                    "--metrics-port=" + port,
                    "--parallelism=2",
                    "--checkpointingInterval=1000",
                    "--window=200ms",
                    "--shards=8"))) {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .failFast("the job has ended", () -> job.awaitEnd(Duration.ZERO))
          .until(() -> scrape(port), metrics -> sum(metrics, "quipu_rows_written") > 0);
      // The lookup for this event is answered from the cache.
      servers.topics().send(topic, List.of(utf8(event("g", Instant.now().getEpochSecond(), 1))));
      awaitAll(port);
      exported = scrape(port);
    }
    assertThat(sum(exported, "quipu_records_read"), equalTo(9.0));
    assertThat(sum(exported, "quipu_dead_letters_parse_not_json"), equalTo(1.0));
    assertThat(sum(exported, "quipu_late_31d"), greaterThan(0.0));
  }

  @Test
  void theDashboardIsWhole() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(OPERATIONS.resolve("grafana.json").toFile());
    List<String> withoutQuery = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      if (!panel.path("type").asText().equals("row")
          && panel.path("targets").path(0).path("expr").asText().isEmpty()) {
        withoutQuery.add(panel.path("title").asText());
      }
    }
    assertThat(dashboard.path("panels").size(), greaterThan(8));
    assertThat(withoutQuery, empty());
  }

  @Test
  void eachAlertSaysWhatToDo() throws Exception {
    List<String> poor = new ArrayList<>();
    Object file = new Yaml().load(Files.readString(OPERATIONS.resolve("alerts.yaml")));
    for (JsonNode group : new ObjectMapper().valueToTree(file).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        JsonNode annotations = rule.path("annotations");
        if (rule.path("expr").asText().isEmpty()
            || annotations.path("summary").asText().isEmpty()
            || annotations.path("action").asText().isEmpty()) {
          poor.add(rule.path("alert").asText());
        }
      }
    }
    assertThat(poor, empty());
  }

  /** Waits until no metric is missing; on a timeout, fails with the missing ones. */
  private static void awaitAll(int port) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(missing(scrape(port)), empty()));
  }

  /** The sum of a metric over all operators. */
  private static double sum(Map<String, Double> exported, String end) {
    return exported.entrySet().stream()
        .filter(metric -> metric.getKey().endsWith("_operator_" + end))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** The metrics that are watched but not exported. */
  private static Set<String> missing(Map<String, Double> exported) throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String file : List.of("grafana.json", "alerts.yaml")) {
      String text = Files.readString(OPERATIONS.resolve(file)).replace("\\\"", "\"");
      Matcher metric = METRIC.matcher(text);
      while (metric.find()) {
        String pattern = metric.group(1) == null ? metric.group(2) : metric.group(1);
        if (exported.keySet().stream().noneMatch(name -> name.matches(pattern))) {
          missing.add(pattern);
        }
      }
    }
    return missing;
  }

  /** The sum of each metric over its labels. */
  private static Map<String, Double> scrape(int port) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    Map<String, Double> metrics = new TreeMap<>();
    answer
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              String name = line.split("[{ ]", 2)[0];
              String value = line.substring(line.lastIndexOf(' ') + 1);
              metrics.merge(name, Double.parseDouble(value), Double::sum);
            });
    return metrics;
  }

  private static List<byte[]> events() {
    long now = Instant.now().getEpochSecond();
    return List.of(
            event("a", now, 1),
            event("a", now, 1),
            event("b", 1_700_000_000, 2),
            event("c", now, 3),
            event("d", now - 7_200, 4),
            "no json",
            "{\"type\":\"visit\",\"shop\":\"s\",\"at\":1,\"id\":\"e\",\"plan\":1,\"site\":1}",
            "{\"type\":\"other\",\"shop\":\"s\",\"at\":%d,\"id\":\"f\"}".formatted(now))
        .stream()
        .map(MetricsTest::utf8)
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String event(String id, long time, int plan) {
    return "{\"type\":\"visit\",\"shop\":\"s\",\"user\":7,\"at\":%d,\"id\":\"%s\",\"plan\":%d,\"site\":%d}"
        .formatted(time, id, plan, plan);
  }

  private static Path catalog(Path folder, String keyspace) throws IOException {
    Files.writeString(folder.resolve("plans.csv"), "plan,name\n1,Free\n2,Paid\n4,Old\n");
    return Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event:
          company: shop
          customer: user
          type: type
          time: {field: at, unit: seconds}
          id: id
        time-zone: UTC
        lookups:
          plans: {file: plans.csv, key: {plan: plan}, missing: dead-letter}
          sites: {cassandra: %s.sites, key: {site: site}}
        statistics:
          visit:
            events: [visit]
            dimensions: {plan: {lookup: plans.name}, site: {lookup: sites.name, limit: 9}}
        """
            .formatted(keyspace));
  }

  private static void makeSites(Servers servers, String keyspace) throws InterruptedException {
    try (CassandraSession session =
        CassandraSession.open(
            CassandraSettings.of(servers.cassandra(), keyspace), PATIENCE, progress -> {})) {
      String table = keyspace + ".sites";
      session.cql().execute("CREATE TABLE " + table + " (site text PRIMARY KEY, name text)");
      session.cql().execute("INSERT INTO " + table + " (site, name) VALUES ('1', 'One')");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
