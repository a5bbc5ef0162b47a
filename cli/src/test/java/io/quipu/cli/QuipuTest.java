package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.pipeline.options.CountingOptions;
import io.quipu.pipeline.options.JobArguments;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.options.Description;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the output and exit codes of the command, for valid and wrong calls. */
final class QuipuTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder = Path.of("");

  private int quipu(String... arguments) {
    return Quipu.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "run --help",
        "run statistic --help",
        "run customer --help",
        "counts --help",
        "top --help",
        "export --help",
        "dead-letters --help",
        "dead-letters list --help",
        "dead-letters show --help",
        "dead-letters replay --help",
        "serve --help",
        "serve new-key --help",
        "catalog --help",
        "catalog check --help",
        "schema --help",
        "schema apply --help",
        "schema show --help",
        "plan --help",
        "stack --help",
        "stack up --help",
        "stack down --help",
        "stack status --help"
      })
  void everyCommandHelps(String line) {
    assertThat(quipu(line.split(" ")), equalTo(0));
    String called = line.replace(" --help", "").replace("--help", "");
    assertThat(out.toString(), startsWith(("Usage: quipu " + called).strip()));
    assertThat(err.toString(), equalTo(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "cuonts", "counts --company=acme", "counts --nonsense", "run", "stack"})
  void aWrongCallIsTwo(String line) {
    assertThat(quipu(line.isEmpty() ? new String[0] : line.split(" ")), equalTo(2));
    assertThat(err.toString(), containsString("--help' shows how it is called."));
  }

  @Test
  void checkPrintsTheStatisticsOfAValidCatalog() throws IOException {
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    assertThat(quipu("catalog", "check", catalog.toString()), equalTo(0));
    assertThat(out.toString(), containsString("is right: it counts visit."));
  }

  @Test
  void allMistakesOfACatalogArePrintedWithTheirLines() throws IOException {
    String wrong = CATALOG.replace("seconds", "fortnights").replace("field: page", "feild: page");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), wrong);
    assertThat(quipu("catalog", "check", catalog.toString()), equalTo(1));
    assertThat(err.toString(), containsString("catalog.yaml:5:"));
    assertThat(err.toString(), containsString("catalog.yaml:11:"));
    assertThat(err.toString(), containsString("mistakes in "));
  }

  @Test
  void allMistakesOfALookupFileArePrintedWithTheirLines() throws IOException {
    Path catalog = catalogWithABrokenLookup();
    assertThat(quipu("catalog", "check", catalog.toString()), equalTo(1));
    Path pages = folder.resolve("pages.csv");
    assertThat(err.toString(), containsString(pages + ":3:1: The line has 1 field and the header"));
    assertThat(
        err.toString(), containsString(pages + ":5:1: The line has 3 fields and the header"));
    assertThat(err.toString(), containsString("quipu: 2 mistakes in "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void bothRunnersRefuseABrokenLookupFileWithTheSameSentences(String runner) throws IOException {
    Path catalog = catalogWithABrokenLookup();
    Path events = Files.writeString(folder.resolve("events.jsonl"), "{}\n");
    String line = "run statistic --source=files --catalog=" + catalog + " --input=" + events;
    assertThat(quipu((line + " --runner=" + runner).split(" ")), equalTo(1));
    Path pages = folder.resolve("pages.csv");
    assertThat(
        err.toString(),
        endsWith(
            "quipu: "
                + pages
                + ":3:1: The line has 1 field and the header has 2; add what is missing, with"
                + " nothing between two commas for an empty field.\n"
                + pages
                + ":5:1: The line has 3 fields and the header has 2; write a value with a comma in"
                + " it between double quotes.\n"));
  }

  private Path catalogWithABrokenLookup() throws IOException {
    Files.writeString(folder.resolve("pages.csv"), "\uFEFFpage,title\na,A\nb\nc,C\nd,D,E\n");
    return Files.writeString(
        folder.resolve("catalog.yaml"),
        CATALOG
            + """
                  title: {lookup: pages.title}
            lookups:
              pages: {file: pages.csv, key: {page: page}}
            """);
  }

  @Test
  void theSchemaIsShownWithoutCassandra() {
    assertThat(quipu("schema", "show", "--keyspace=k1", "--replication=east=3"), equalTo(0));
    assertThat(out.toString(), startsWith("CREATE KEYSPACE IF NOT EXISTS k1 WITH replication = "));
    assertThat(out.toString(), containsString("'east': 3"));
  }

  @Test
  void aMissingCassandraIsReportedInOneLine() throws IOException {
    int port = freePort();
    assertThat(
        quipu(
            "counts",
            "--company=a",
            "--statistic=b",
            "--cassandra=127.0.0.1:" + port,
            "--startup-timeout=1ms"),
        equalTo(1));
    assertThat(
        err.toString(),
        containsString("quipu: Cassandra at 127.0.0.1:" + port + " does not answer; check that"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--runner=spark",
        "--window=1s --window=2s",
        "--source=tape",
        "--window=soon",
        "--noSuchOption=1",
        "--dead-letters=nowhere",
        "--bootstrap-before=2026"
      })
  void anOptionOfTheJobThatIsWrongIsNamed(String option) throws IOException {
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    Path events = Files.writeString(folder.resolve("events.jsonl"), "");
    String line = "run statistic --runner=direct --catalog=" + catalog + " --input=" + events;
    String source = option.startsWith("--source") ? "" : " --source=files";
    int code = quipu((line + source + " " + option).split(" "));
    assertThat(code, equalTo(2));
    String name = option.substring(2, option.indexOf('='));
    assertThat(err.toString(), containsString(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"statistic", "customer"})
  void theJobsOwnOptionsAreInItsHelp(String job) {
    quipu("run", job, "--help");
    for (Method method : CountingOptions.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Description.class)) {
        assertThat(out.toString(), containsString("--" + JobArguments.kebab(method) + "="));
      }
    }
    assertThat(out.toString(), containsString("(default 127.0.0.1:9042)"));
  }

  @Test
  void aMissingFlinkClusterIsReportedInOneLine() throws IOException {
    String master = "127.0.0.1:" + freePort();
    String line =
        "run statistic --catalog=none --input=events --startup-timeout=1s --flinkMaster=" + master;
    assertThat(quipu(line.split(" ")), equalTo(1));
    String problem =
        "Flink does not answer at " + master + "; start it, or name its address by --flinkMaster.";
    // Whether it says that it waits depends on how soon the second is over.
    assertThat(err.toString(), startsWith("Starting the job ...\n"));
    assertThat(
        err.toString(), endsWith("quipu: " + problem + " It did not come within 1 seconds.\n"));
  }

  @Test
  void aPauseThatCouldLoseEventsIsRefused() {
    String line = "run statistic --catalog=none --input=events --minPauseBetweenCheckpoints=4999";
    assertThat(quipu(line.split(" ")), equalTo(2));
    assertThat(err.toString(), containsString("--minPauseBetweenCheckpoints=4999 would lose"));
  }

  @Test
  void checkpointsDoNotGoWithAtMostOnce() {
    String line = "run statistic --catalog=none --input=events --delivery=at-most-once";
    assertThat(quipu((line + " --checkpointingInterval=10000").split(" ")), equalTo(2));
    assertThat(err.toString(), containsString("--checkpointingInterval does not go with"));
    assertThat(quipu((line + " --runner=direct").split(" ")), equalTo(2));
    assertThat(err.toString(), containsString("--delivery goes with --runner=flink only"));
  }

  @Test
  void aKeyIsMadeAndShownOnce() throws IOException {
    Path keys = folder.resolve("keys");
    String[] call = {
      "serve", "new-key", "--api-keys=" + keys, "--name=shop", "--companies=acme,a\\,b"
    };
    assertThat(quipu(call), equalTo(0));
    String secret = out.toString().strip();
    assertThat(secret, startsWith("quipu_"));
    String line = Files.readString(keys);
    assertThat(line, containsString("\"companies\":[\"acme\",\"a,b\"]"));
    assertThat(line.contains(secret), equalTo(false));
    assertThat(quipu(call), equalTo(0));
    assertThat(Files.readAllLines(keys).size(), equalTo(2));
  }

  @ParameterizedTest
  @CsvSource({
    "--listen=0.0.0.0:0, 2",
    "--listen=nowhere, 2",
    // It may be there the next time.
    "--api-keys=target/no-such-file, 1"
  })
  void aServerThatCannotListenSaysWhy(String option, int code) {
    assertThat(quipu("serve", option), equalTo(code));
    assertThat(err.toString(), startsWith("quipu: "));
    assertThat(err.toString().lines().count(), equalTo(1L));
  }

  /** Each says what is given and what is right, before it waits for any server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "counts --company=a --statistic=b --value=x",
        "counts --company=a --statistic=b --customer=",
        "counts --company=a --statistic=b --keyspace=no-name",
        "counts --company=a --statistic=b --cassandra=:",
        "counts --company=a --statistic=b --startup-timeout=soon",
        "counts --company=a --statistic=b --format=xls",
        "demo --events-per-second=0",
        "demo --duration=soon",
        "demo --dashboard-port=65536",
        "dead-letters list --dead-letters=files:none --newest=-1",
        "dead-letters list --dead-letters=files:none --since=yesterday",
        "dead-letters list --dead-letters=files:none --since=1h --until=2h",
        "dead-letters list --dead-letters=nowhere",
        "dead-letters replay --dead-letters=files:none --max-per-second=0",
        "schema show --keyspace=no-name",
        "schema show --replication=many",
        "stack up --folder=target/none --kafka-port=-1",
        "stack up --folder=target/none --flink --task-managers=0",
        "serve new-key --api-keys=target/keys --name=x --companies=a --requests-per-second=0"
      })
  void aWrongValueIsTwoAndOneLine(String line) {
    assertThat(quipu(line.split(" ")), equalTo(2));
    assertThat(err.toString(), startsWith("quipu: "));
    assertThat(err.toString(), not(containsString("\tat ")));
  }

  @Test
  void nothingIsSentToAStackThatDoesNotRun() {
    assertThat(quipu("stack", "send", "--folder=" + folder, "--topic=t", "events"), equalTo(1));
    assertThat(err.toString(), containsString("start it with quipu stack up."));
  }

  @Test
  void aStackThatWasNeverStartedDoesNotRun() {
    assertThat(quipu("stack", "status", "--folder=" + folder), equalTo(1));
    assertThat(out.toString(), containsString("Kafka                 does not run"));
    assertThat(out.toString(), containsString("Cassandra             does not run"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static final String CATALOG =
      """
      version: 1
      event:
        company: company
        type: type
        time: {field: at, unit: seconds}
      statistics:
        visit:
          events: [visit]
          uniques: false
          dimensions:
            page: {field: page}
      """;
}
