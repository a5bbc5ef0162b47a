package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.it.recount.Recount;
import io.quipu.it.stack.Topics;
import io.quipu.localstack.LocalStack;
import io.quipu.localstack.process.ServerStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the README's first ten minutes, with the example of a shop. */
final class FirstTenMinutesTest {
  private static final Map<String, Shell.Result> RUNS = new HashMap<>();

  private static Path folder = Path.of("");
  private static Shell shell = new Shell(folder);
  private static String cassandra = "";

  @BeforeAll
  static void stackUp() throws Exception {
    folder = Files.createTempDirectory("command-");
    shell = new Shell(folder);
    Shell.Result up =
        shell.call("stack", "up", "--folder=stack", "--kafka-port=0", "--cassandra-port=0");
    assertThat(up.err(), up.code(), equalTo(0));
    cassandra = LocalStack.status(folder.resolve("stack")).get(1).address().orElseThrow();
    for (String runner : List.of("direct", "flink")) {
      RUNS.put(runner, run(runner));
    }
  }

  @AfterAll
  static void stackDown() throws Exception {
    assertThat(shell.call("stack", "status", "--folder=stack").code(), equalTo(0));
    assertThat(shell.call("stack", "down", "--folder=stack").code(), equalTo(0));
    Shell.Result status = shell.call("stack", "status", "--folder=stack");
    assertThat(status.code(), equalTo(1));
    List<ServerStatus> servers = LocalStack.status(folder.resolve("stack"));
    assertThat(servers.stream().anyMatch(ServerStatus::isRunning), equalTo(false));
  }

  private static Shell.Result run(String runner) throws IOException, InterruptedException {
    return shell.call(
        "run",
        "statistic",
        "--runner=" + runner,
        "--catalog=" + Shell.file("examples/shop/catalog.yaml").toAbsolutePath(),
        "--source=files",
        "--input=" + Shell.file("examples/shop/events.jsonl").toAbsolutePath(),
        "--dead-letters=files:" + folder.resolve("dead-letters-" + runner),
        "--shards=8",
        "--cassandra=" + cassandra,
        "--keyspace=" + runner);
  }

  private static Shell.Result ask(String keyspace, String... question) {
    return Shell.here(
        Stream.concat(
                Stream.of(question),
                Stream.of("--keyspace=" + keyspace, "--cassandra=" + cassandra))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void aFileIsCountedAndAsked(String runner) throws Exception {
    Shell.Result run = Objects.requireNonNull(RUNS.get(runner));
    assertThat(run.err(), run.code(), equalTo(0));
    assertThat(run.out(), matchesPattern("(?s)events +6\n.*counted +5 .*dead letters +1\n.*"));
    // A row may be written more than once.
    Shell.Result rows = ask(runner, "export", "--company=gifts-uk", "--format=jsonl");
    assertThat(rowsWritten(run.out()), greaterThanOrEqualTo(rows.out().lines().count()));
    assertThat(run.out(), matchesPattern("(?s).*  parse.bad-amount +1\n.*duration +[0-9.]+ s\n"));
    try (Stream<Path> letters = Files.list(folder.resolve("dead-letters-" + runner))) {
      assertThat(Files.readString(letters.findFirst().orElseThrow()), containsString("twelve"));
    }

    Shell.Result counts = ask(runner, "counts", "--company=gifts-uk", "--statistic=purchase");
    assertThat(counts.code(), equalTo(0));
    assertThat(
        counts.out(),
        equalTo(
            """
            bucket      count  uniques  quantity  revenue
            2010-12-01      4        2        37  129.755
            """));

    Shell.Result top =
        ask(
            runner,
            "top",
            "--company=gifts-uk",
            "--statistic=purchase",
            "--dimension=sku",
            "--by=revenue",
            "--format=csv");
    assertThat(
        top.out().lines().toList(),
        equalTo(
            List.of(
                "value,count,uniques,quantity,revenue",
                "71053,2,2,30,101.700",
                "85123A,1,1,6,15.300",
                "22423,1,0,1,12.755")));

    // Its events ended years ago: the last day with counts is shown, not today.
    Shell.Result day =
        ask(
            runner,
            "top",
            "--company=gifts-uk",
            "--statistic=purchase",
            "--dimension=sku",
            "--resolution=day",
            "--by=revenue",
            "--format=csv");
    assertThat(day.out(), equalTo(top.out()));
  }

  @Test
  void linesOfAFileAreSentToATopic() throws Exception {
    Path events = Shell.file("examples/shop/events.jsonl").toAbsolutePath();

    Shell.Result sent =
        shell.call("stack", "send", "--folder=stack", "--topic=orders", events.toString());

    assertThat(sent.err(), sent.code(), equalTo(0));
    String kafka = LocalStack.status(folder.resolve("stack")).get(0).address().orElseThrow();
    assertThat(
        Recount.texts(new Topics(kafka).read("orders")),
        containsInAnyOrder(Files.readString(events, StandardCharsets.ISO_8859_1).split("\n")));
  }

  @Test
  void linesOfACompressedFileAreSentWhateverItsName() throws Exception {
    Path packed = folder.resolve("packed.jsonl");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("\uFEFF{\"n\":1}\r\n\n{\"n\":2}\n".getBytes(StandardCharsets.UTF_8));
    }
    Shell.Result sent =
        shell.call("stack", "send", "--folder=stack", "--topic=packed", packed.toString());
    assertThat(sent.err(), sent.code(), equalTo(0));
    String kafka = LocalStack.status(folder.resolve("stack")).get(0).address().orElseThrow();
    assertThat(
        Recount.texts(new Topics(kafka).read("packed")),
        containsInAnyOrder("{\"n\":1}", "{\"n\":2}"));

    Files.write(packed, new byte[] {'P', 'K', 3, 4});
    Shell.Result refused =
        shell.call("stack", "send", "--folder=stack", "--topic=packed", packed.toString());
    assertThat(refused.code(), equalTo(1));
    assertThat(refused.err(), containsString("packed.jsonl' is a ZIP archive, as workbooks of"));
  }

  private static long rowsWritten(String summary) {
    Matcher line = Pattern.compile("rows written +([0-9,]+)").matcher(summary);
    assertThat(summary, line.find(), equalTo(true));
    return Long.parseLong(line.group(1).replace(",", ""));
  }

  @Test
  void aRangeThatEndsBeforeItBeginsIsRefused() throws Exception {
    for (String to : List.of("2010-12-01", "2010-12-02")) {
      Shell.Result result =
          ask(
              "direct",
              "counts",
              "--company=gifts-uk",
              "--statistic=purchase",
              "--from=2010-12-02",
              "--to=" + to);
      assertThat(result.code(), equalTo(2));
      assertThat(
          result.err(),
          containsString("quipu: --from=2010-12-02 is not before --to=" + to + ", so there is"));
    }
  }

  /** Refunds are negative numbers, which must not be escaped as formulas. */
  @Test
  void aSpreadsheetHasNumbersUnchanged() throws Exception {
    Shell.Result export = ask("direct", "export", "--company=gifts-uk", "--format=spreadsheet");
    assertThat(export.code(), equalTo(0));
    assertThat(export.out(), startsWith("\uFEFFstatistic,dimension,value,resolution,bucket,count"));
    Shell.Result counts =
        ask("direct", "counts", "--company=gifts-uk", "--statistic=refund", "--format=spreadsheet");
    assertThat(counts.out(), containsString("2010-12-02T00:00:00Z,1,1,1,-3.390"));
  }

  @Test
  void jsonIsForPrograms() throws Exception {
    Shell.Result json =
        ask(
            "direct",
            "counts",
            "--company=gifts-uk",
            "--statistic=refund",
            "--dimension=basket",
            "--value=retail",
            "--resolution=month",
            "--format=json");
    assertThat(
        json.out().replaceAll("\\s", ""),
        equalTo(
            "[{\"bucket\":\"2010-12-01T00:00:00Z\",\"count\":1,\"uniques\":1,"
                + "\"sums\":{\"quantity\":1,\"revenue\":-3.390}}]"));
  }

  @Test
  void eachSumIsAColumnOfAnExport() throws Exception {
    List<String> lines = ask("direct", "export", "--company=gifts-uk").out().lines().toList();
    assertThat(
        lines.get(0),
        equalTo(
            "statistic,dimension,value,resolution,bucket,count,uniques,sum_quantity,sum_revenue"));
    assertThat(lines, hasItem("refund,basket,retail,month,2010-12-01T00:00:00Z,1,1,1,-3.390"));
  }

  @Test
  void anUnknownCompanyIsAnErrorThatNamesTheKnownOnes() throws Exception {
    Shell.Result result = ask("direct", "export", "--company=gifts-us");
    assertThat(result.code(), equalTo(1));
    assertThat(
        result.err(),
        containsString(
            "quipu: There are no counts of the company 'gifts-us'. There are of: 'gifts-uk'."));
  }
}
