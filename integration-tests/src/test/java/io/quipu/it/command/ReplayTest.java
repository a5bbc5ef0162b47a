package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;

import io.quipu.cli.Quipu;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.pipeline.options.JobKind;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Tests the replay of dead letters. The Statistic job refuses events that its catalog cannot count,
 * and continues with a better catalog. One replay process is killed, a second one finishes its
 * work, and a third one has nothing left to do. Events have no ids, and still each counts once;
 * also in the Customer job, which counted all events the first time.
 */
class ReplayTest {
  private static final int EVENTS = 1_500;
  private static final int PARTITIONS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern CONFIRM = Pattern.compile("--confirm=(\\d+) does");

  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: type, time: {field: at, unit: seconds}}
      time-zone: UTC
      lookups:
        plans: {file: %s.csv, key: {plan: plan}, missing: %s}
      statistics:
        visit: {events: [visit], dimensions: {plan: {lookup: plans.name}}, resolutions: [month]}
        last: {events: [last], resolutions: [month]}
      """;

  private final Path folder;
  private final Servers servers;
  private final String keyspace;
  private final String topic;

  ReplayTest() throws Exception {
    folder = Files.createTempDirectory("replay-");
    servers = Servers.get();
    keyspace = servers.newKeyspace();
    topic = Servers.newName("replay");
  }

  @Test
  void refusedEventsCountOnceWithABetterCatalog() throws Exception {
    Files.writeString(folder.resolve("poor.csv"), "plan,name\n1,Free\n");
    Files.writeString(folder.resolve("good.csv"), "plan,name\n1,Free\n2,Paid\n");
    Path poor = write("poor.yaml", CATALOG.formatted("poor", "dead-letter"));
    Path good = write("good.yaml", CATALOG.formatted("good", "count"));
    Topics topics = servers.topics();
    topics.create(topic, PARTITIONS);
    List<byte[]> events = IntStream.range(0, EVENTS).mapToObj(ReplayTest::event).toList();

    try (RunningJob ofCustomers = start(JobKind.CUSTOMER, good)) {
      try (RunningJob refusing = start(JobKind.STATISTIC, poor)) {
        topics.send(topic, events);
        await(refusing).until(() -> letters().size() == 2 * EVENTS / 3);
      }
      try (RunningJob better = start(JobKind.STATISTIC, good)) {
        seeWhatThereIs();
        replayAndBeKilled(new Shell(folder), better);
        replayTheRest();

        topics.send(topic, Collections.nCopies(PARTITIONS, last()));
        await(better).until(() -> lastOnes(servers.rows(keyspace)) == PARTITIONS);
        await(ofCustomers).until(() -> lastOnes(servers.customerRows(keyspace)) == PARTITIONS);
      }
    }

    assertThat(counted(servers.rows(keyspace), new Recount(good, Map.of()), events), equalTo(""));
    assertThat(
        counted(servers.customerRows(keyspace), Recount.byCustomer(good, Map.of()), events),
        equalTo(""));
  }

  @Test
  void refusedEventsOfFilesCountOnceToo() throws Exception {
    Files.writeString(folder.resolve("poor.csv"), "plan,name\n1,Free\n");
    Files.writeString(folder.resolve("good.csv"), "plan,name\n1,Free\n2,Paid\n");
    Path good = write("good.yaml", CATALOG.formatted("good", "count"));
    List<byte[]> events = IntStream.range(0, 60).mapToObj(ReplayTest::event).toList();
    Path file = folder.resolve("events.jsonl");
    for (byte[] event : events) {
      Files.writeString(
          file,
          new String(event, StandardCharsets.UTF_8) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    countFile(file, write("poor.yaml", CATALOG.formatted("poor", "dead-letter")));
    String replay = "dead-letters replay --confirm=40 --dead-letters=files:" + folder + "/letters";
    StringWriter out = new StringWriter();

    assertThat(quipu(out, replay), equalTo(0));
    Matcher made = Pattern.compile("40 records to (.*)").matcher(out.toString());
    assertThat(out.toString(), made.find(), equalTo(true));
    countFile(Path.of(made.group(1)), good);

    assertThat(counted(servers.rows(keyspace), new Recount(good, Map.of()), events), equalTo(""));
    assertThat("there are no 40 more", quipu(out, replay), equalTo(1));
  }

  private static int quipu(StringWriter out, String line) {
    PrintWriter printer = new PrintWriter(out, true);
    return Quipu.run(printer, printer, line.split(" "));
  }

  /** Counts a file, and adds its counts to the stored rows. */
  private void countFile(Path file, Path catalog) throws Exception {
    try (RunningJob job =
        new JobLauncher(progress -> {})
            .start(
                List.of(
                    "--job=STATISTIC",
                    "--catalog=" + catalog,
                    "--source=files",
                    "--input=" + file,
                    "--dead-letters=files:" + folder.resolve("letters"),
                    "--cassandra=" + servers.cassandra(),
                    "--keyspace=" + keyspace,
                    "--bootstrap-before=2026-02",
                    "--parallelism=2",
                    "--shards=8"))) {
      assertThat("the job has ended", job.awaitEnd(PATIENCE), equalTo(true));
    }
  }

  private void seeWhatThereIs() {
    String list = call("list", "--newest=1");
    assertThat(list, containsString("hydrate  unknown-key"));
    Matcher source = Pattern.compile("\n(" + topic + "-\\d@\\d+) ").matcher(list);
    assertThat(list, source.find(), equalTo(true));
    String letter = call("show", source.group(1));
    assertThat(letter, matchesPattern("(?s).*record +\\{\"type\":\"visit\".*"));
    assertThat(
        call("list", "--json", "--reason=lookup-key"),
        matchesPattern(
            "(?s).\"letters\":\\[.\"stage\":\"parse\",\"reason\":\"lookup-key\",\"letters\":500,.*"));
  }

  /** Kills the replay process when some of its events are counted, and some are not sent yet. */
  private void replayAndBeKilled(Shell shell, RunningJob job) throws Exception {
    long all = toConfirm(call("replay", "--dry-run"));
    assertThat(all, equalTo(2L * EVENTS / 3));
    long before = visits();
    Shell.Started replay =
        shell.start(arguments("replay", "--confirm=" + all, "--max-per-second=100"));
    try {
      await(job).until(() -> visits() > before);
    } finally {
      replay.process().destroyForcibly().waitFor();
    }
    assertThat(replay.err(), replay.out(), equalTo(""));
  }

  private void replayTheRest() {
    long rest = toConfirm(call("replay", "--reason=lookup-key"));
    assertThat(rest, greaterThan(0L));
    call("replay", "--reason=lookup-key", "--confirm=" + rest);
    rest = toConfirm(call("replay"));
    call("replay", "--confirm=" + rest);
    assertThat(call("replay"), containsString("There is nothing to send."));
    assertThat(call("replay", "--confirm=0"), containsString("There was nothing to send."));
  }

  private static long toConfirm(String said) {
    Matcher number = CONFIRM.matcher(said);
    assertThat(said, number.find(), equalTo(true));
    return Long.parseLong(number.group(1));
  }

  private String call(String... command) {
    Shell.Result result = Shell.here(arguments(command));
    assertThat(result.err(), result.code(), equalTo(0));
    return result.out();
  }

  private String[] arguments(String... command) {
    List<String> line = new ArrayList<>(List.of("dead-letters"));
    line.addAll(List.of(command));
    line.add("--dead-letters=kafka:" + topic + "-dead-letters");
    line.add("--bootstrap-servers=" + servers.topics().bootstrapServers());
    return line.toArray(new String[0]);
  }

  private RunningJob start(JobKind kind, Path catalog) throws Exception {
    return new JobLauncher(progress -> {})
        .start(
            List.of(
                "--job=" + kind,
                "--catalog=" + catalog,
                "--bootstrap-servers=" + servers.topics().bootstrapServers(),
                "--input=" + topic,
                "--consumer-group=" + topic + "-" + kind.word(),
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + keyspace,
                "--state-folder=" + folder.resolve(kind.word()),
                "--parallelism=2",
                "--checkpointingInterval=1000",
                "--window=200ms",
                "--shards=8"));
  }

  private static Await await(RunningJob job) {
    return condition ->
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(200))
            .failFast("the job has ended", () -> job.awaitEnd(Duration.ZERO))
            .until(condition);
  }

  /** Waits for a condition while a job runs. */
  private interface Await {
    void until(Callable<Boolean> condition);
  }

  private List<byte[]> letters() {
    return servers.topics().read(topic + "-dead-letters");
  }

  /** Compares the rows with a recount of the events. The result is empty if they are equal. */
  private static String counted(List<Row> rows, Recount recount, List<byte[]> events) {
    events.forEach(event -> recount.add(event, Instant.now()));
    return Row.differences(
        recount.rows(), rows.stream().filter(row -> !row.statistic().equals("last")).toList());
  }

  private long visits() {
    return servers.rows(keyspace).stream()
        .filter(row -> row.statistic().equals("visit") && row.dimension().isEmpty())
        .mapToLong(Row::count)
        .sum();
  }

  private static long lastOnes(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.statistic().equals("last") && row.dimension().isEmpty())
        .mapToLong(Row::count)
        .sum();
  }

  /**
   * A third of the events has a plan that both catalogs know, a third one that only the better
   * knows.
   */
  private static byte[] event(int i) {
    String plan = i % 3 == 0 ? ",\"plan\":1" : i % 3 == 1 ? ",\"plan\":2" : "";
    return "{\"type\":\"visit\",\"shop\":\"s\",\"user\":%d,\"at\":1767225600%s}"
        .formatted(i % 100, plan)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] last() {
    return "{\"type\":\"last\",\"shop\":\"s\",\"user\":1,\"at\":1767225600}"
        .getBytes(StandardCharsets.UTF_8);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }
}
