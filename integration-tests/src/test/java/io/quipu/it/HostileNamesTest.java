package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.cli.Quipu;
import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.DeadLetterFiles;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.pipeline.options.JobKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that hostile names, which break code without binding or escaping, come out of the commands
 * unchanged.
 */
class HostileNamesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = HostileEvents.ALL;

  private static String keyspace = "";
  private static List<Row> expected = List.of();
  private static List<Row> expectedOfCustomers = List.of();
  private static List<String> deadLetters = List.of();

  @BeforeAll
  static void count() throws Exception {
    Path folder = Files.createTempDirectory("hostile-");
    Path catalog = folder.resolve("catalog.yaml");
    Files.writeString(catalog, HostileEvents.catalog());
    Recount companies = new Recount(catalog, Map.of());
    Recount customers = Recount.byCustomer(catalog, Map.of());
    for (String event : HostileEvents.all()) {
      byte[] record = event.getBytes(StandardCharsets.UTF_8);
      companies.add(record, HostileEvents.WHEN);
      customers.add(record, HostileEvents.WHEN);
    }
    expected = companies.rows();
    expectedOfCustomers = customers.rows();
    keyspace = Servers.get().newKeyspace();
    Path input = Files.write(folder.resolve("events.jsonl"), HostileEvents.all());
    run(JobKind.CUSTOMER, catalog, input, folder.resolve("dead-of-customers"));
    run(JobKind.STATISTIC, catalog, input, folder.resolve("dead"));
    deadLetters = Recount.texts(DeadLetterFiles.read(folder.resolve("dead")));
  }

  private static void run(JobKind kind, Path catalog, Path input, Path dead) throws Exception {
    List<String> arguments =
        List.of(
            "--job=" + kind,
            "--catalog=" + catalog,
            "--source=files",
            "--input=" + input,
            "--dead-letters=files:" + dead,
            "--cassandra=" + Servers.get().cassandra(),
            "--keyspace=" + keyspace,
            "--shards=8");
    try (Job job = Runner.FLINK.start(arguments)) {
      job.awaitDone();
    }
  }

  @Test
  void everyCompanyHasItsRows() throws Exception {
    assertThat(Row.differences(expected, Servers.get().rows(keyspace)), equalTo(""));
  }

  @Test
  void everyCustomerHasHisRows() throws Exception {
    assertThat(
        Row.differences(expectedOfCustomers, Servers.get().customerRows(keyspace)), equalTo(""));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void aCompanyAndItsCustomerAreFoundByName(String name) throws Exception {
    String[] question = {
      "counts", "--company=" + name, "--statistic=visit", "--dimension=page", "--value=" + name
    };
    assertThat(
        quipu(with(question, "--format=csv")),
        equalTo("bucket,count,uniques\r\n2025-06-15T00:00:00Z,1,1\r\n"));
    assertThat(
        quipu(with(question, "--format=csv", "--customer=" + name)),
        equalTo("bucket,count\r\n2025-06-15T00:00:00Z,1\r\n"));
  }

  /** Names that a command line or a query could misread. */
  private static List<String> asked() {
    return List.of(
        "'; DROP TABLE counts; --",
        "\"quoted\" 'twice' `thrice` $$",
        "line\nbreak\r\nand return\r",
        "\u0000",
        " ",
        "--company=acme",
        "@/etc/hosts",
        "${user.home} $(id) %s {} ? :v",
        "\\u0041\\'");
  }

  @Test
  void everyValueIsAmongTheTop() throws Exception {
    Set<String> values = new TreeSet<>(HostileEvents.NAMES);
    values.add(HostileEvents.LONGEST);
    String[] question = {
      "top", "--company=" + ALL, "--statistic=visit", "--dimension=page", "--limit=100"
    };
    List<String> json = new ArrayList<>();
    for (JsonNode line : JSON.readTree(quipu(with(question, "--format=json")))) {
      json.add(line.get("value").textValue());
    }
    List<String> csv =
        csv(quipu(with(question, "--format=csv"))).stream().map(line -> line.get("value")).toList();
    for (List<String> top : List.of(json, csv)) {
      assertThat(top, hasSize(values.size()));
      assertThat(new TreeSet<>(top), equalTo(values));
    }
  }

  @Test
  void exportsGiveEveryNameAsItCame() throws Exception {
    List<Row> ofAll = expected.stream().filter(row -> row.company().equals(ALL)).toList();
    List<Row> csv = new ArrayList<>();
    for (CSVRecord line : csv(quipu("export", "--company=" + ALL))) {
      csv.add(
          new Row(
              ALL,
              "",
              line.get("statistic"),
              line.get("dimension"),
              line.get("value"),
              line.get("resolution"),
              Instant.parse(line.get("bucket")),
              Long.parseLong(line.get("count")),
              Long.valueOf(line.get("uniques")),
              Map.of()));
    }
    List<Row> json = new ArrayList<>();
    for (String text : quipu("export", "--company=" + ALL, "--format=jsonl").lines().toList()) {
      JsonNode line = JSON.readTree(text);
      json.add(
          new Row(
              ALL,
              "",
              line.get("statistic").textValue(),
              line.get("dimension").textValue(),
              line.get("value").textValue(),
              line.get("resolution").textValue(),
              Instant.parse(line.get("bucket").textValue()),
              line.get("count").longValue(),
              line.get("uniques").longValue(),
              Map.of()));
    }
    assertThat(Row.differences(ofAll, csv.stream().sorted(Row.ORDER).toList()), equalTo(""));
    assertThat(Row.differences(ofAll, json.stream().sorted(Row.ORDER).toList()), equalTo(""));
  }

  @Test
  void noCustomerIsConfusedWithAnother() throws Exception {
    List<Row> whole =
        Servers.get().rows(keyspace).stream()
            .filter(
                row ->
                    row.company().equals(ALL)
                        && row.statistic().equals("visit")
                        && row.dimension().isEmpty()
                        && row.resolution().equals("month"))
            .toList();
    assertThat(whole, hasSize(1));
    assertThat(whole.get(0).uniques(), equalTo(HostileEvents.NAMES.size() + 1L));
  }

  @Test
  void tooLongNamesAreUnchangedDeadLetters() throws Exception {
    List<byte[]> records =
        HostileEvents.tooLong().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();
    assertThat(deadLetters, equalTo(Recount.texts(records)));
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void otherNamesAreShownInALine() throws Exception {
    StringWriter err = new StringWriter();
    assertThat(quipu(new StringWriter(), err, "export", "--company=none"), equalTo(1));
    assertThat(err.toString().lines().toList(), hasSize(1));
    assertThat(err.toString().strip().chars().filter(Character::isISOControl).count(), equalTo(0L));
  }

  /** The output of a command that must succeed. */
  private static String quipu(String... arguments) throws InterruptedException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = quipu(out, err, arguments);
    assertThat(err.toString(), code, equalTo(0));
    return out.toString();
  }

  private static int quipu(StringWriter out, StringWriter err, String... arguments)
      throws InterruptedException {
    return Quipu.run(
        new PrintWriter(out),
        new PrintWriter(err),
        with(arguments, "--cassandra=" + Servers.get().cassandra(), "--keyspace=" + keyspace));
  }

  private static List<CSVRecord> csv(String text) throws IOException {
    return CSVFormat.RFC4180
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(new StringReader(text))
        .getRecords();
  }
}
