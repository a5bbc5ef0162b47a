package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.pipeline.options.CountingOptions;
import io.quipu.pipeline.options.JobArguments;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Description;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Tests the output and exit codes of the command, for valid and wrong calls. */
final class QuipuTest {
  private final TestCommand command = new TestCommand();

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHelps(CommandSpec spec) {
    String called = spec.qualifiedName();
    String[] words = called.split(" ");
    words[0] = "--help";
    Collections.rotate(Arrays.asList(words), -1);
    assertThat(command.quipu(words), equalTo(0));
    assertThat(command.out(), startsWith("Usage: " + called));
    assertThat(command.err(), equalTo(""));

    // A description is a format, so a percent sign must be written twice.
    Stream.concat(
            Stream.of(spec.usageMessage().description()),
            spec.options().stream().flatMap(option -> Stream.of(option.description())))
        .forEach(line -> assertThat(String.format(line), notNullValue()));
  }

  private static List<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    add(Quipu.commands(), all);
    return all;
  }

  private static void add(CommandLine command, List<CommandSpec> all) {
    all.add(command.getCommandSpec());
    command.getSubcommands().values().stream()
        .filter(each -> !each.getCommandName().equals("help"))
        .forEach(each -> add(each, all));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "cuonts", "counts --company=acme", "counts --nonsense", "run", "stack"})
  void aWrongCallIsTwo(String line) {
    assertThat(command.quipu(line.isEmpty() ? new String[0] : line.split(" ")), equalTo(2));
    assertThat(command.err(), containsString("--help' shows how it is called."));
  }

  @Test
  void checkPrintsTheStatisticsOfAValidCatalog() throws IOException {
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), TestCommand.CATALOG);
    assertThat(command.quipu("catalog", "check", catalog.toString()), equalTo(0));
    assertThat(command.out(), containsString("is right: it counts visit."));
  }

  @Test
  void allMistakesOfACatalogArePrintedWithTheirLines() throws IOException {
    String wrong =
        TestCommand.CATALOG.replace("seconds", "fortnights").replace("field: page", "feild: page");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), wrong);
    assertThat(command.quipu("catalog", "check", catalog.toString()), equalTo(1));
    assertThat(command.err(), containsString("catalog.yaml:5:"));
    assertThat(command.err(), containsString("catalog.yaml:11:"));
    assertThat(command.err(), containsString("mistakes in "));
  }

  @Test
  void allMistakesOfALookupFileArePrintedWithTheirLines() throws IOException {
    Path catalog = catalogWithABrokenLookup();
    assertThat(command.quipu("catalog", "check", catalog.toString()), equalTo(1));
    Path pages = folder.resolve("pages.csv");
    assertThat(command.err(), containsString(pages + ":3:1: The line has 1 field and the header"));
    assertThat(command.err(), containsString(pages + ":5:1: The line has 3 fields and the header"));
    assertThat(command.err(), containsString("quipu: 2 mistakes in "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void bothRunnersRefuseABrokenLookupFileWithTheSameSentences(String runner) throws IOException {
    Path catalog = catalogWithABrokenLookup();
    Path events = Files.writeString(folder.resolve("events.jsonl"), "{}\n");
    String line = "run statistic --source=files --catalog=" + catalog + " --input=" + events;
    assertThat(command.quipu((line + " --runner=" + runner).split(" ")), equalTo(1));
    Path pages = folder.resolve("pages.csv");
    assertThat(
        command.err(),
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
        TestCommand.CATALOG
            + """
                  title: {lookup: pages.title}
            lookups:
              pages: {file: pages.csv, key: {page: page}}
            """);
  }

  @Test
  void theSchemaIsShownWithoutCassandra() {
    assertThat(
        command.quipu("schema", "show", "--keyspace=k1", "--replication=east=3"), equalTo(0));
    assertThat(command.out(), startsWith("CREATE KEYSPACE IF NOT EXISTS k1 WITH replication = "));
    assertThat(command.out(), containsString("'east': 3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"statistic", "customer"})
  void theJobsOwnOptionsAreInItsHelp(String job) {
    command.quipu("run", job, "--help");
    for (Method method : CountingOptions.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Description.class)) {
        assertThat(command.out(), containsString("--" + JobArguments.kebab(method) + "="));
      }
    }
    assertThat(command.out(), containsString("(default 127.0.0.1:9042)"));
  }

  @Test
  void aKeyIsMadeAndShownOnce() throws IOException {
    Path keys = folder.resolve("keys");
    String[] call = {
      "serve", "new-key", "--api-keys=" + keys, "--name=shop", "--companies=acme,a\\,b"
    };
    assertThat(command.quipu(call), equalTo(0));
    String secret = command.out().strip();
    assertThat(secret, startsWith("quipu_"));
    String line = Files.readString(keys);
    assertThat(line, containsString("\"companies\":[\"acme\",\"a,b\"]"));
    assertThat(line.contains(secret), equalTo(false));
    assertThat(command.quipu(call), equalTo(0));
    assertThat(Files.readAllLines(keys).size(), equalTo(2));
  }

  @Test
  void nothingIsSentToAStackThatDoesNotRun() {
    assertThat(
        command.quipu("stack", "send", "--folder=" + folder, "--topic=t", "events"), equalTo(1));
    assertThat(command.err(), containsString("start it with quipu stack up."));
  }

  @Test
  void aStackThatWasNeverStartedDoesNotRun() {
    assertThat(command.quipu("stack", "status", "--folder=" + folder), equalTo(1));
    assertThat(command.out(), containsString("Kafka                 does not run"));
    assertThat(command.out(), containsString("Cassandra             does not run"));
  }
}
