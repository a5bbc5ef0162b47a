package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a wrong option or a missing server is reported in one line. */
final class WrongOptionsTest {
  private final TestCommand command = new TestCommand();

  @TempDir private Path folder = Path.of("");

  @Test
  void aMissingCassandraIsReportedInOneLine() throws IOException {
    int port = freePort();
    assertThat(
        command.quipu(
            "counts",
            "--company=a",
            "--statistic=b",
            "--cassandra=127.0.0.1:" + port,
            "--startup-timeout=1ms"),
        equalTo(1));
    assertThat(
        command.err(),
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
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), TestCommand.CATALOG);
    Path events = Files.writeString(folder.resolve("events.jsonl"), "");
    String line = "run statistic --runner=direct --catalog=" + catalog + " --input=" + events;
    String source = option.startsWith("--source") ? "" : " --source=files";
    int code = command.quipu((line + source + " " + option).split(" "));
    assertThat(code, equalTo(2));
    String name = option.substring(2, option.indexOf('='));
    assertThat(command.err(), containsString(name));
  }

  @Test
  void aMissingFlinkClusterIsReportedInOneLine() throws IOException {
    String master = "127.0.0.1:" + freePort();
    String line =
        "run statistic --catalog=none --input=events --startup-timeout=1s --flinkMaster=" + master;
    assertThat(command.quipu(line.split(" ")), equalTo(1));
    String problem =
        "Flink does not answer at " + master + "; start it, or name its address by --flinkMaster.";
    // Whether it says that it waits depends on how soon the second is over.
    assertThat(command.err(), startsWith("Starting the job ...\n"));
    assertThat(
        command.err(), endsWith("quipu: " + problem + " It did not come within 1 seconds.\n"));
  }

  @Test
  void aPauseThatCouldLoseEventsIsRefused() {
    String line = "run statistic --catalog=none --input=events --minPauseBetweenCheckpoints=4999";
    assertThat(command.quipu(line.split(" ")), equalTo(2));
    assertThat(command.err(), containsString("--minPauseBetweenCheckpoints=4999 would lose"));
  }

  @Test
  void checkpointsDoNotGoWithAtMostOnce() {
    String line = "run statistic --catalog=none --input=events --delivery=at-most-once";
    assertThat(command.quipu((line + " --checkpointingInterval=10000").split(" ")), equalTo(2));
    assertThat(command.err(), containsString("--checkpointingInterval does not go with"));
    assertThat(command.quipu((line + " --runner=direct").split(" ")), equalTo(2));
    assertThat(command.err(), containsString("--delivery goes with --runner=flink only"));
  }

  @ParameterizedTest
  @CsvSource({
    "--listen=0.0.0.0:0, 2",
    "--listen=nowhere, 2",
    // It may be there the next time.
    "--api-keys=target/no-such-file, 1"
  })
  void aServerThatCannotListenSaysWhy(String option, int code) {
    assertThat(command.quipu("serve", option), equalTo(code));
    assertThat(command.err(), startsWith("quipu: "));
    assertThat(command.err().lines().count(), equalTo(1L));
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
    assertThat(command.quipu(line.split(" ")), equalTo(2));
    assertThat(command.err(), startsWith("quipu: "));
    assertThat(command.err(), not(containsString("\tat ")));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
