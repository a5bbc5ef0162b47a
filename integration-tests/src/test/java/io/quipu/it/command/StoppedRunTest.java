package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quipu.it.stack.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that a run over files that a signal stops says so, and that the same command finishes it.
 */
final class StoppedRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: seconds}}
      statistics: {visit: {events: [visit]}}
      """;

  @ParameterizedTest
  @CsvSource({"direct,INT,130", "flink,TERM,143"})
  void aStoppedRunIsNotAFinishedOne(String runner, String signal, int code) throws Exception {
    Servers servers = Servers.get();
    Path folder = Files.createTempDirectory("stopped-");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    Path file = folder.resolve("events.jsonl");
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      events.add(
          "{\"shop\":\"s\",\"user\":\"u%d\",\"kind\":\"visit\",\"at\":1772355600}"
              .formatted(i % 50));
    }
    Files.write(file, events);
    String[] command = {
      "run",
      "statistic",
      "--runner=" + runner,
      "--catalog=" + catalog,
      "--source=files",
      "--input=" + file,
      "--cassandra=" + servers.cassandra(),
      "--keyspace=" + servers.newKeyspace(),
      "--shards=2"
    };
    Shell shell = new Shell(folder);

    Shell.Started run = shell.start(command);
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("the command has ended", () -> !run.process().isAlive())
        .until(() -> run.err().contains("Counting ..."));
    new ProcessBuilder("kill", "-" + signal, Long.toString(run.process().pid())).start().waitFor();

    assertThat(run.err(), run.process().waitFor(3, TimeUnit.MINUTES), equalTo(true));
    assertThat(run.err(), run.process().exitValue(), equalTo(code));
    assertThat(run.err(), containsString("Stopped before the end of the input: Cassandra has a"));
    assertThat(run.err(), not(containsString("\tat ")));

    if (runner.equals("direct")) {
      Shell.Result again = shell.call(command);
      assertThat(again.err(), again.code(), equalTo(0));
      assertThat(again.out(), containsString("30,000"));
    }
  }
}
