package io.quipu.it.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that runs over files, one after the other, count into one keyspace as one run would. */
class FilesAddUpTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: seconds}}
      statistics:
        visit: {events: [visit], dimensions: {value: value}, sums: {m: {field: m, scale: 0}}}
      """;

  private final Servers servers = Servers.get();
  private final String keyspace;
  private final List<String> told = new ArrayList<>();

  FilesAddUpTest() throws Exception {
    keyspace = servers.newKeyspace();
  }

  @ParameterizedTest
  @EnumSource
  void theSecondDayAddsToTheFirst(Runner runner) throws Exception {
    Path folder = Files.createTempDirectory("days-");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    Path day1 = folder.resolve("day1.jsonl");
    Files.write(day1, List.of(event("u1", 1, 1), event("u2", 1, 1), event("u3", 1, 1)));
    Path day2 = folder.resolve("day2.jsonl");
    Files.write(day2, List.of(event("u1", 2, 10), event("u4", 2, 10)));

    count(runner, catalog, day1);
    count(runner, catalog, day2);

    assertThat(month(""), equalTo("5 events, 4 customers, m=23"));
    assertThat(month("y"), equalTo("5 events, 4 customers, m=23"));
    assertThat(told, empty());

    // The same file again, under another name, and then on purpose.
    count(runner, catalog, Files.copy(day1, folder.resolve("copy.jsonl")));
    assertThat(month(""), equalTo("5 events, 4 customers, m=23"));
    assertThat(told.get(0), containsString("so it is left out."));
    count(runner, catalog, day1, "--count-again");
    assertThat(month("y"), equalTo("8 events, 4 customers, m=26"));
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileIsReplacedAndEachEventCountsOnce(Runner runner) throws Exception {
    Path folder = Files.createTempDirectory("damaged-");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      events.add(event("u" + i % 100, 1, 1));
    }
    byte[] whole = gzip(String.join("\n", events));
    Path file = Files.write(folder.resolve("day.jsonl.gz"), Arrays.copyOf(whole, whole.length - 9));

    RuntimeException failed =
        assertThrows(RuntimeException.class, () -> count(runner, catalog, file));
    assertThat(
        failed.getMessage(),
        containsString("The job failed: The file '" + file + "' cannot be read beyond line "));

    Files.write(file, whole);
    count(runner, catalog, file);

    assertThat(month(""), equalTo("1000 events, 100 customers, m=1000"));
  }

  private void count(Runner runner, Path catalog, Path input, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--source=files",
                "--catalog=" + catalog,
                "--input=" + input,
                "--dead-letters=files:" + input.resolveSibling("dead-letters"),
                "--cassandra=" + servers.cassandra(),
                "--keyspace=" + keyspace,
                "--shards=2"));
    arguments.addAll(List.of(more));
    told.clear();
    try (Job job = runner.start(arguments, told::add)) {
      job.awaitDone();
    }
    told.removeIf(line -> line.contains("Cassandra"));
  }

  private static String event(String user, int day, int m) {
    return "{\"shop\":\"s\",\"user\":\"%s\",\"kind\":\"visit\",\"at\":%d,\"value\":\"y\",\"m\":%d}"
        .formatted(user, Instant.parse("2026-03-0" + day + "T12:00:00Z").getEpochSecond(), m);
  }

  /** The row of the month of a value; of the statistic as a whole if it is empty. */
  private String month(String value) {
    List<String> found =
        servers.rows(keyspace).stream()
            .filter(row -> row.value().equals(value))
            .filter(row -> row.resolution().equals("month"))
            .map(
                row ->
                    "%d events, %d customers, m=%s"
                        .formatted(row.count(), row.uniques(), row.sums().get("m")))
            .toList();
    return String.join(" and ", found);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
