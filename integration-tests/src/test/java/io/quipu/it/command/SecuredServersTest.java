package io.quipu.it.command;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.it.recount.Recount;
import io.quipu.it.stack.SecuredServers;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests that the commands count right with a Kafka and a Cassandra that require a user, a password
 * and TLS, and show no password.
 */
final class SecuredServersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "visits";
  private static final String KEYSPACE = "secured";

  private static final String CATALOG =
      """
      version: 1
      event: {company: c, customer: u, type: t, time: {field: at, unit: seconds}}
      statistics:
        visit: {events: visit, dimensions: {page: {field: page}}, uniques: true}
      """;

  private static final List<String> EVENTS =
      List.of(
          "{\"t\":\"visit\",\"c\":\"acme\",\"u\":\"ann\",\"at\":1750000000,\"page\":\"start\"}",
          "{\"t\":\"visit\",\"c\":\"acme\",\"u\":\"bob\",\"at\":1750000001,\"page\":\"start\"}",
          "{\"t\":\"visit\",\"c\":\"acme\",\"u\":\"ann\",\"at\":1750000002,\"page\":\"end\"}",
          "not an event");

  private static Path folder = Path.of("");
  private static Shell quiet = new Shell(folder);
  private static Shell talkative = new Shell(folder);
  private static SecuredServers servers;

  @BeforeAll
  static void start() throws Exception {
    folder = Files.createTempDirectory("secured-");
    Path calls = Files.createDirectory(folder.resolve("calls"));
    quiet = new Shell(calls);
    talkative =
        new Shell(calls, Map.of("QUIPU_LOG_LEVEL", "DEBUG", "QUIPU_LIBRARY_LOG_LEVEL", "INFO"));
    Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    servers = SecuredServers.start(folder.resolve("servers"));
    servers.topics().create(TOPIC, 2);
    servers.topics().send(TOPIC, EVENTS.stream().map(SecuredServersTest::utf8).toList());
    Shell.Result schema = cassandraCommand("schema", "apply");
    assertThat(schema.err(), schema.code(), equalTo(0));
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void theJobCountsAndNobodySeesAPassword() throws Exception {
    Shell.Started job =
        job(
            talkative,
            servers.kafkaProperties(),
            servers.cassandraProperties(),
            "--parallelism=1",
            "--state-folder=" + folder.resolve("state"));
    String processes;
    try (CassandraSession session = servers.connect()) {
      CountsReader reader = new CountsReader(session, KEYSPACE);
      await()
          .atMost(PATIENCE)
          .failFast(() -> assertThat(job.err(), job.process().isAlive(), equalTo(true)))
          .until(
              () ->
                  reader.directory().companies().flatMap(reader::export).count() == 9
                      && servers.topics().read(TOPIC + "-dead-letters").size() == 1);
      processes = processes();
    } finally {
      interrupt(job);
    }
    Shell.Result counts =
        cassandraCommand("counts", "--company=acme", "--statistic=visit", "--format=csv");

    assertThat(
        counts.err(),
        counts.out(),
        equalTo("bucket,count,uniques\r\n2025-06-15T00:00:00Z,3,2\r\n"));
    assertThat(
        Recount.texts(servers.topics().read(TOPIC + "-dead-letters")),
        equalTo(Recount.texts(List.of(utf8("not an event")))));
    // This proves that the list of processes includes the arguments, where a password would show.
    assertThat(
        processes, containsString("--cassandra-properties=" + servers.cassandraProperties()));
    assertThat(job.err(), containsString("sasl.jaas.config = [hidden]"));
    assertThat(Files.exists(folder.resolve("state")), equalTo(true));
    for (String secret : servers.secrets()) {
      assertThat(processes, not(containsString(secret)));
      assertThat(servers.logs(), not(containsString(secret)));
      assertThat(filesWith(secret), empty());
    }
  }

  @Test
  void aWrongPasswordIsReportedInOneLine() throws Exception {
    Shell.Started kafka =
        job(
            quiet,
            servers.wrongKafkaProperties(),
            servers.cassandraProperties(),
            "--runner=direct");
    Shell.Started cassandra =
        job(
            quiet,
            servers.kafkaProperties(),
            servers.wrongCassandraProperties(),
            "--runner=direct");
    assertThat(
        failureOf(kafka),
        equalTo(
            "quipu: Kafka at "
                + servers.kafka()
                + " refuses to give the partitions of [visits] or to set the offsets of the"
                + " consumer group 'wrong-kafka.properties cassandra.properties': Authentication"
                + " failed: Invalid username or password; check the rights and the file of"
                + " --kafka-properties."));
    assertThat(
        failureOf(cassandra),
        equalTo(
            "quipu: Cassandra at "
                + servers.cassandra()
                + " refuses the user; check the name and the password."));
  }

  @Test
  void workersReportAWrongPasswordToo() throws Exception {
    CassandraException e =
        assertThrows(
            CassandraException.class,
            () -> CassandraSession.share(settings(servers.wrongCassandraProperties())));
    assertThat(
        e.getMessage(),
        endsWith(servers.cassandra() + " refuses the user; check the name and the password."));
    try (CassandraSession session =
        CassandraSession.share(settings(servers.cassandraProperties()))) {
      assertThat(session.cql().isClosed(), equalTo(false));
    }
  }

  @Test
  void aServerThatTheTrustStoreDoesNotKnowIsRefused() throws Exception {
    CassandraSettings settings = settings(servers.distrustingCassandraProperties());
    String advice = "; add the certificate of its server, or of who has signed it.";
    CassandraException asking =
        assertThrows(
            CassandraException.class,
            () -> CassandraSession.open(settings, PATIENCE, progress -> {}));
    assertThat(
        asking.getMessage(),
        equalTo("The trust store does not know Cassandra at " + servers.cassandra() + advice));
    CassandraException counting =
        assertThrows(CassandraException.class, () -> CassandraSession.share(settings));
    assertThat(counting.getMessage(), endsWith(advice));
  }

  private static CassandraSettings settings(Path properties) {
    return CassandraSettings.of(servers.cassandra(), KEYSPACE)
        .withPropertiesFile(properties.toString());
  }

  /** All output of a job that cannot start, without the lines that say what it waits for. */
  private static String failureOf(Shell.Started job) throws Exception {
    assertThat(job.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), equalTo(true));
    assertThat(job.process().exitValue(), equalTo(1));
    return job.err()
        .replace("Starting the job ...", "")
        // A busy machine answers late, and the command says so.
        .replace(
            "Kafka does not answer at "
                + servers.kafka()
                + "; start it, or name its address with --bootstrap-servers. Waiting for it.",
            "")
        .strip();
  }

  private static Shell.Started job(Shell shell, Path kafka, Path cassandra, String... runner)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("run", "statistic"));
    line.addAll(List.of(runner));
    line.add("--catalog=" + folder.resolve("catalog.yaml"));
    line.add("--input=" + TOPIC);
    line.add("--consumer-group=" + kafka.getFileName() + " " + cassandra.getFileName());
    line.add("--bootstrap-servers=" + servers.kafka());
    line.add("--kafka-properties=" + kafka);
    line.add("--cassandra=" + servers.cassandra());
    line.add("--keyspace=" + KEYSPACE);
    line.add("--cassandra-properties=" + cassandra);
    line.add("--shards=4");
    return shell.start(line.toArray(String[]::new));
  }

  private static Shell.Result cassandraCommand(String... command)
      throws IOException, InterruptedException {
    return talkative.call(
        Stream.concat(
                Stream.of(command),
                Stream.of(
                    "--cassandra=" + servers.cassandra(),
                    "--keyspace=" + KEYSPACE,
                    "--cassandra-properties=" + servers.cassandraProperties()))
            .toArray(String[]::new));
  }

  private static void interrupt(Shell.Started job) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(job.process().pid())).start().waitFor();
    if (!job.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      job.process().destroyForcibly();
      throw new AssertionError("The command does not end: " + job.err());
    }
  }

  /** The list of processes that every user of this machine can see. */
  private static String processes() throws IOException {
    Process ps = new ProcessBuilder("ps", "-eww", "-o", "args=").start();
    return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The files with a secret, among the output of the commands and the state of the job. */
  private static List<Path> filesWith(String secret) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String kept : List.of("calls", "state")) {
      try (Stream<Path> files = Files.walk(folder.resolve(kept))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
