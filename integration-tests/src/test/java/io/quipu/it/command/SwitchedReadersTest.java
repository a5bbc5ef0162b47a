package io.quipu.it.command;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quipu.audit.keyspaces.SwitchCheck;
import io.quipu.cli.Quipu;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.model.progress.ReadPosition;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunScope;
import io.quipu.store.jobs.RunSetup;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressTables;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that readers use all of another keyspace from one answer to the next, or none of it. */
class SwitchedReadersTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: seconds}}
      statistics:
        visit:
          events: [visit]
          dimensions: {page: page}
      """;

  private static final Pattern DIFF =
      Pattern.compile("In all ([\\d,]+) rows are new, ([\\d,]+) changed and ([\\d,]+) gone");
  private static final Pattern LISTENING = Pattern.compile("Listening at (\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Servers servers = Servers.get();
  private final Path folder = Files.createTempDirectory("switch-");
  private final Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
  private final String shop = servers.newKeyspace();
  private final String repaired = servers.newKeyspace();
  private final Random random = new Random(20_261_127);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  SwitchedReadersTest() throws Exception {}

  @Test
  void allAnswersChangeAtOnceAndAsTheDiffSaid() throws Exception {
    List<String> events = events(300);
    count(events.subList(0, 200), shop);
    count(events.subList(50, 300), repaired);
    Set<String> before = export(shop);
    Set<String> after = export(repaired);

    Shell.Started serve =
        new Shell(folder)
            .start(
                "serve",
                "--listen=127.0.0.1:0",
                "--keyspace=" + shop,
                "--cassandra=" + servers.cassandra());
    try {
      await().atMost(Duration.ofMinutes(1)).until(() -> LISTENING.matcher(serve.err()).find());
      Matcher address = LISTENING.matcher(serve.err());
      assertThat(address.find(), is(true));
      JsonNode old = answer(address.group(1));
      assertThat(quipu("backfill", "diff", "--with=" + repaired), is(1));
      assertThat(quipu("backfill", "apply", "--with=" + repaired), is(0));
      List<JsonNode> seen = new ArrayList<>();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                JsonNode now = answer(address.group(1));
                if (!seen.contains(now)) {
                  seen.add(now);
                }
                return !now.equals(old);
              });
      seen.remove(old);
      // The first answer that differs is wholly of the other keyspace.
      assertThat(quipu("backfill", "apply", "--with=" + shop), is(0));
      await().atMost(Duration.ofMinutes(1)).until(() -> answer(address.group(1)).equals(old));
      assertThat(quipu("backfill", "apply", "--with=" + repaired), is(0));
      await().atMost(Duration.ofMinutes(1)).until(() -> !answer(address.group(1)).equals(old));
      assertThat(seen, contains(answer(address.group(1))));
    } finally {
      serve.process().destroy();
      serve.process().waitFor();
    }

    assertThat(export(shop), equalTo(after));
    Matcher predicted = DIFF.matcher(out.toString());
    assertThat(out.toString(), predicted.find(), is(true));
    assertThat(
        List.of(number(predicted.group(1)), number(predicted.group(2)), number(predicted.group(3))),
        equalTo(changes(before, after)));
    theOldKeyspaceCanGo(after);
  }

  private void theOldKeyspaceCanGo(Set<String> after) throws Exception {
    assertThat(quipu("backfill", "apply", "--with=" + repaired), is(0));
    assertThat(out.toString(), containsString("use '" + repaired + "' already."));
    assertThat(call(repaired, "backfill", "drop", "--yes"), not(is(0)));
    assertThat(err.toString(), containsString("The readers of [" + shop + "] use the keyspace"));
    assertThat(quipu("backfill", "drop"), is(1));
    assertThat(export(shop), equalTo(after));

    assertThat(quipu("backfill", "drop", "--yes"), is(0));
    assertThat(servers.rows(shop), empty());
    assertThat(export(shop), equalTo(after));

    // A job that starts in the old keyspace is told, and its counts are not seen.
    List<String> lines = new ArrayList<>();
    Path file = Files.write(folder.resolve("late.jsonl"), events(10));
    try (Job job = Runner.DIRECT.start(arguments(file, shop), lines::add)) {
      job.awaitDone();
    }
    assertThat(
        lines, hasItem(containsString("were switched to '" + repaired + "', so they do not")));
    assertThat(export(shop), equalTo(after));

    assertThat(quipu("backfill", "apply", "--with=" + shop, "--accept-behind"), is(0));
    assertThat(call(repaired, "backfill", "drop", "--yes"), is(0));
    try (CassandraSession session = session()) {
      assertThat(session.cql().refreshSchema().getKeyspace(repaired).isPresent(), is(false));
    }
  }

  @Test
  void aKeyspaceThatIsNotCountedAsFarIsRefused() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    count(events(10), shop);
    count(events(10), repaired);
    try (CassandraSession session = session()) {
      SwitchCheck check = new SwitchCheck(session);
      assertThat(check.reasons(shop, repaired), empty());

      countsTopic(session, shop, now);
      assertThat(
          check.reasons(shop, repaired), contains(containsString("and none into '" + repaired)));
      countsTopic(session, repaired, now.minusSeconds(60));
      assertThat(
          check.reasons(shop, repaired),
          contains(containsString("'%s' up to %s already".formatted(shop, now))));
      assertThat(quipu("backfill", "apply", "--with=" + repaired), is(1));
      assertThat(err.toString(), containsString("Nothing was switched."));
      countsTopic(session, repaired, now.minusSeconds(1));
      assertThat(check.reasons(shop, repaired), empty());
      assertThat(quipu("backfill", "apply", "--with=" + repaired), is(0));

      // Readers of the second name would be led through the first one.
      assertThat(call(repaired, "backfill", "apply", "--with=" + shop), not(is(0)));
      assertThat(err.toString(), containsString("are switched to '" + repaired + "' themselves"));
    }
  }

  /** Notes that a job has counted a topic up to a time. */
  private void countsTopic(CassandraSession session, String keyspace, Instant upTo)
      throws Exception {
    long incarnation = Long.MAX_VALUE / 2;
    RunsTable runs = new RunsTable(session, keyspace, RunsTable.Kind.STATISTIC);
    runs.begin(
        new JobRun(
            incarnation,
            "live",
            "start",
            null,
            upTo,
            Map.of("events", new JobRun.Topic("id", 1)),
            RunSetup.UNKNOWN,
            null),
        List.of());
    runs.noteScope(incarnation, new RunScope(RunScope.Exactness.EXACT, null));
    try (ProgressTables tables =
        ProgressTables.open(settings(keyspace), RunsTable.Kind.STATISTIC, incarnation)) {
      ProgressTables.await(
          List.of(tables.notePosition(new ReadPosition("events", 0, 10, upTo.toEpochMilli()))));
    }
  }

  /** The numbers of rows that are new, changed and gone. */
  private static List<Integer> changes(Set<String> before, Set<String> after) {
    Set<String> keysBefore = keys(before);
    Set<String> keysAfter = keys(after);
    Set<String> added = new HashSet<>(keysAfter);
    added.removeAll(keysBefore);
    Set<String> gone = new HashSet<>(keysBefore);
    gone.removeAll(keysAfter);
    Set<String> different = new HashSet<>(after);
    different.removeAll(before);
    return List.of(added.size(), different.size() - added.size(), gone.size());
  }

  /** An exported row without its last two columns, which are the count and the uniques. */
  private static Set<String> keys(Set<String> rows) {
    Set<String> keys = new HashSet<>();
    rows.forEach(row -> keys.add(row.replaceAll(",[^,]*,[^,]*$", "")));
    return keys;
  }

  private static int number(String text) {
    return Integer.parseInt(text.replace(",", ""));
  }

  private List<String> events(int size) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      events.add(
          "{\"shop\":\"s\",\"user\":\"u%d\",\"kind\":\"visit\",\"at\":%d,\"page\":\"p%d\"}"
              .formatted(
                  random.nextInt(40), 1_790_000_000L + i * 15_000L, random.nextInt(5) + i / 60));
    }
    return events;
  }

  private void count(List<String> events, String keyspace) throws Exception {
    Path file = Files.write(folder.resolve(keyspace + ".jsonl"), events);
    List<String> arguments = new ArrayList<>(arguments(file, keyspace));
    arguments.add("--batch=true");
    try (Job job = Runner.DIRECT.start(arguments)) {
      job.awaitDone();
    }
  }

  private List<String> arguments(Path file, String keyspace) {
    return List.of(
        "--source=files",
        "--catalog=" + catalog,
        "--input=" + file,
        "--dead-letters=files:" + folder.resolve("dead-letters"),
        "--cassandra=" + servers.cassandra(),
        "--keyspace=" + keyspace,
        "--shards=2");
  }

  /** The rows that the command exports, without the line of names. */
  private Set<String> export(String keyspace) {
    StringWriter exported = new StringWriter();
    int code =
        Quipu.run(
            new PrintWriter(exported, true),
            new PrintWriter(err, true),
            "export",
            "--company=s",
            "--cassandra=" + servers.cassandra(),
            "--keyspace=" + keyspace);
    assertThat(err.toString(), code, is(0));
    return new HashSet<>(exported.toString().lines().skip(1).toList());
  }

  private int quipu(String... arguments) {
    return call(shop, arguments);
  }

  private int call(String keyspace, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--cassandra=" + servers.cassandra());
    all.add("--keyspace=" + keyspace);
    return Quipu.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  /** Two series of days, without what depends on the progress of the jobs. */
  private static JsonNode answer(String server) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            server
                                + "v1/companies/s/series?statistic=visit&resolution=day&measure=count"
                                + "&measure=uniques&from=2026-09&to=2026-12"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.body(), response.statusCode(), is(200));
    ObjectNode answer = (ObjectNode) JSON.readTree(response.body());
    answer.remove("completeness");
    return answer;
  }

  private CassandraSession session() throws InterruptedException {
    return CassandraSession.share(settings(shop));
  }

  private CassandraSettings settings(String keyspace) {
    return CassandraSettings.of(servers.cassandra(), keyspace);
  }
}
