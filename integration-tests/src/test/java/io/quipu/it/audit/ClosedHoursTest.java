package io.quipu.it.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.audit.closed.AuditWatch;
import io.quipu.audit.closed.ClosedAudits;
import io.quipu.audit.recount.Comparison;
import io.quipu.audit.recount.Difference;
import io.quipu.cli.Quipu;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.progress.Completeness;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.AuditScope;
import io.quipu.store.progress.AuditsTable;
import io.quipu.store.progress.ProgressReader;
import io.quipu.store.progress.ProgressSnapshot;
import io.quipu.store.session.CassandraSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests audits of closed hours beside a job that counts late events of these hours. */
class ClosedHoursTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, id: id, time: {field: at, unit: seconds}}
      company-time-zones: {nepal: Asia/Kathmandu}
      statistics:
        sale:
          events: [sale]
          dimensions: {item: {field: item, slices: 3}, colour: colour}
          sums: {paid: {field: paid, scale: 2}}
        visit: {events: [visit], dimensions: {item: item}, uniques: false}
      """;
  private static final Path ALERTS =
      Path.of(System.getProperty("quipu.home", ".."), "docs", "operations", "alerts.yaml");

  private final Servers servers = Servers.get();
  private final String keyspace = servers.newKeyspace();
  private final String topic = Servers.newName("closed");
  private final Path catalog =
      Files.writeString(Files.createTempDirectory("closed-").resolve("catalog.yaml"), CATALOG);
  private final Instant thisHour = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private final Random random = new Random(20_261_127);
  private int number;

  ClosedHoursTest() throws Exception {}

  /** What was told of audits. */
  private static final class Told implements AuditWatch {
    private final List<AuditScope> scopes = Collections.synchronizedList(new ArrayList<>());
    private final List<Difference> differences = Collections.synchronizedList(new ArrayList<>());
    private long rows;
    private long wrongRows;

    @Override
    public void audited(AuditScope scope, Comparison found, Duration took) {
      scopes.add(scope);
      differences.addAll(found.differences());
      rows += found.stored();
    }

    @Override
    public void standing(Instant until, long wrong) {
      wrongRows = wrong;
    }

    @Override
    public void failed(Exception cause, Duration wait) {
      throw new AssertionError(cause);
    }

    @Override
    public void waits(String why) {}
  }

  @Test
  void plantedRowsAreFoundBesideALiveJobAndNoOthers() throws Exception {
    Topics topics = servers.topics();
    topics.create(topic, 3);
    topics.send(topic, events(600));
    AtomicBoolean sending = new AtomicBoolean(true);
    try (Job job = Runner.FLINK.start(arguments());
        CassandraSession session = CassandraSession.share(spec().cassandra())) {
      CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendWhile(sending, topics));
      try {
        job.await().until(() -> progress(session).counted().unknown() == null);
        AuditsTable audits = new AuditsTable(session, keyspace, RunsTable.Kind.STATISTIC);
        nothingIsFoundInRightRows(session, audits);
        forget(session);
        plantedRowsAreFound(session, audits);
        forget(session);
        theCommandShowsThem();
      } finally {
        sending.set(false);
        sender.get();
      }
    }
  }

  private void nothingIsFoundInRightRows(CassandraSession session, AuditsTable audits)
      throws Exception {
    LocalDate day = date(thisHour).minusDays(2);
    List<AuditScope> before =
        List.of(
            new AuditScope.Day(closedMonth().atDay(3)),
            new AuditScope.Day(day.minusDays(1)),
            new AuditScope.Hour(hoursAgo(4)));
    for (int i = 0; i < before.size(); i++) {
      audits.note(new AuditsTable.AuditEnd(Instant.now().plusMillis(i), before.get(i), 0));
    }
    Told first = audit(null);
    assertThat(first.differences, empty());
    assertThat(first.rows, greaterThan(500L));
    assertThat(
        first.scopes,
        hasItems(
            new AuditScope.Hour(hoursAgo(3)),
            new AuditScope.Hour(hoursAgo(2)),
            new AuditScope.Day(day),
            new AuditScope.Month(closedMonth())));
    assertThat(completeness(session, hoursAgo(3)).auditedAt(), notNullValue());

    // The same again, as after a restart.
    Told second = audit(null);
    List<AuditScope> twice = new ArrayList<>(first.scopes);
    twice.retainAll(second.scopes);
    assertThat(twice, empty());
  }

  private void plantedRowsAreFound(CassandraSession session, AuditsTable audits) throws Exception {
    Instant hour = hoursAgo(3);
    CqlSession cql = session.cql();
    String later = " USING TIMESTAMP " + ((1L << 62) + 1);
    String key =
        " WHERE company = 'utc' AND statistic = 'sale' AND dimension = 'colour' AND resolution = 0"
            + " AND bucket = '%s'".formatted(hour);
    String year = " AND year = " + hour.atZone(ZoneOffset.UTC).getYear();
    cql.execute(
        "UPDATE %s.counts%s SET count = 1000000%s AND value = 'red'%s"
            .formatted(keyspace, later, key, year));
    cql.execute(
        "UPDATE %s.counts_by_value%s SET count = 1, uniques = 1%s AND value = 'ghost' AND slice = 0"
            .formatted(keyspace, later, key));
    cql.execute(
        "DELETE FROM %s.counts_by_value%s%s AND value = 'blue' AND slice = 0"
            .formatted(keyspace, later, key));

    Told told = audit(hoursAgo(4));
    Set<String> found = new TreeSet<>();
    told.differences.forEach(
        each ->
            found.add(
                each.table()
                    + " "
                    + each.kind()
                    + " "
                    + each.value()
                    + " "
                    + Instant.ofEpochMilli(each.bucketStart())));
    assertThat(
        found,
        equalTo(
            Set.of(
                "COUNTS COUNT red " + hour,
                "COUNTS_BY_VALUE EXTRA ghost " + hour,
                "COUNTS_BY_VALUE MISSING blue " + hour)));
    assertThat(told.wrongRows, greaterThan(2L));
    List<AuditScope> wrong =
        audits.last().stream()
            .filter(audit -> audit.wrongRows() > 0)
            .map(AuditsTable.AuditEnd::scope)
            .toList();
    assertThat(wrong, not(empty()));
    assertThat(
        Set.of(new AuditScope.Hour(hour), new AuditScope.Day(date(hour))).containsAll(wrong),
        is(true));
    assertThat(completeness(session, hour).wrongRows(), is(3L));
    Instant other = hoursAgo(2);
    assertThat(
        completeness(session, other).wrongRows(),
        is(wrong.contains(new AuditScope.Day(date(other))) ? 3L : 0L));
  }

  private void theCommandShowsThem() throws Exception {
    int port = freePort();
    List<String> arguments = new ArrayList<>(arguments());
    arguments.add(0, "audit");
    arguments.add("--follow");
    arguments.add("--since=" + hoursAgo(3));
    arguments.add("--audit-metrics-port=" + port);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int[] code = new int[1];
    Thread command =
        new Thread(
            () ->
                code[0] =
                    Quipu.run(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        arguments.toArray(new String[0])));
    command.start();
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(500))
          .failFast("the command has ended", () -> !command.isAlive())
          .until(() -> metrics(port).matches("(?s).*\nquipu_audit_wrong_rows [36]\\.0.*"));
      String exported = metrics(port);
      Matcher watched = Pattern.compile("quipu_audit_[a-z_]+").matcher(Files.readString(ALERTS));
      int alerts = 0;
      while (watched.find()) {
        assertThat(exported, containsString("\n" + watched.group() + " "));
        alerts++;
      }
      assertThat(alerts, greaterThan(1));
      assertThat(out.toString(), containsString(": WRONG: 3 of "));
      assertThat(out.toString(), containsString("ghost"));
    } finally {
      command.interrupt();
      command.join();
    }
    // An interrupted thread ends it with 130; a signal would end it with 0.
    assertThat(code[0], is(130));
  }

  private Instant hoursAgo(int hours) {
    return thisHour.minus(hours, ChronoUnit.HOURS);
  }

  private Told audit(@Nullable Instant since) throws Exception {
    Told told = new Told();
    try (ClosedAudits audits =
        ClosedAudits.open(
            spec(), CatalogFile.load(catalog.toString()), since, told, progress -> {})) {
      assertThat(audits.run(false), is(told.differences.isEmpty()));
    }
    return told;
  }

  private void forget(CassandraSession session) {
    session.cql().execute("TRUNCATE " + keyspace + ".audits");
  }

  private ProgressReader progress(CassandraSession session) {
    return new ProgressReader(session, keyspace, RunsTable.Kind.STATISTIC);
  }

  private Completeness completeness(CassandraSession session, Instant hour) {
    return ProgressSnapshot.take(progress(session))
        .of(
            "utc",
            Resolution.HOUR,
            hour.toEpochMilli(),
            hour.plus(1, ChronoUnit.HOURS).toEpochMilli(),
            ZoneOffset.UTC);
  }

  private static LocalDate date(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private YearMonth closedMonth() {
    return YearMonth.from(date(thisHour).minusDays(3)).minusMonths(1);
  }

  private void sendWhile(AtomicBoolean sending, Topics topics) {
    try {
      while (sending.get()) {
        topics.send(topic, events(20));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Events of the last hours and of a month before; one in ten is sent twice. */
  private List<byte[]> events(int count) {
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long time =
          switch (random.nextInt(4)) {
            case 0 -> closedMonth().atDay(15).toEpochDay() * 86_400 + random.nextInt(86_400);
            case 1 -> thisHour.getEpochSecond() - random.nextInt(72 * 3_600);
            default -> thisHour.getEpochSecond() - random.nextInt(5 * 3_600);
          };
      byte[] event =
          """
          {"shop":"%s","user":"u%d","kind":"%s","id":"e%d","at":%d,"item":"i%d","colour":"%s","paid":%d.25}\
          """
              .formatted(
                  random.nextBoolean() ? "utc" : "nepal",
                  random.nextInt(50),
                  random.nextInt(3) == 0 ? "visit" : "sale",
                  number++,
                  time,
                  random.nextInt(5),
                  List.of("red", "blue", "green").get(random.nextInt(3)),
                  random.nextInt(100))
              .getBytes(StandardCharsets.UTF_8);
      events.add(event);
      if (random.nextInt(10) == 0) {
        events.add(event);
      }
    }
    return events;
  }

  private List<String> arguments() {
    return List.of(
        "--catalog=" + catalog,
        "--source=kafka",
        "--input=" + topic,
        "--bootstrap-servers=" + servers.topics().bootstrapServers(),
        "--consumer-group=" + topic,
        "--cassandra=" + servers.cassandra(),
        "--keyspace=" + keyspace,
        "--window=200ms",
        "--shards=8");
  }

  private JobSpec spec() {
    return JobSpec.parse(JobArguments.parse(arguments(), List.of()));
  }

  private static String metrics(int port) throws Exception {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      // It does not listen yet.
      return "";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
