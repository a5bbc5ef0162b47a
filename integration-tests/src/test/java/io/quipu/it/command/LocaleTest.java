package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quipu.it.stack.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that arguments, file names and output are UTF-8 in every locale. */
final class LocaleTest {
  private static final String CATALOG =
      """
      version: 1
      event: {company: shop, customer: user, type: kind, time: {field: at, unit: seconds}}
      lookups:
        preise: {file: preisliste-ü.csv, key: {artikel: item}}
      statistics:
        visit: {events: [visit], dimensions: {item: item, art: {lookup: preise.art}}}
      """;

  private static final List<String> EVENTS =
      List.of(
          "{\"shop\":\"Café"
              + " 日本\",\"user\":\"ü\",\"kind\":\"visit\",\"at\":1772355600,\"item\":\"é\"}",
          "{\"shop\":\"Café"
              + " 日本\",\"user\":\"ö\",\"kind\":\"visit\",\"at\":1772355601,\"item\":\"é\"}",
          "{\"shop\":\"Café"
              + " 日本\",\"user\":\"ö\",\"kind\":\"visit\",\"at\":\"später\",\"item\":\"é\"}");

  /** Settings of the environment variables that choose a locale. */
  static List<Map<String, String>> locales() {
    return List.of(
        Map.of("LANG", Shell.UNSET, "LC_ALL", Shell.UNSET, "LC_CTYPE", Shell.UNSET),
        // As ssh forwards it to a machine that does not have it.
        Map.of("LANG", "de_XX.UTF-8", "LC_ALL", Shell.UNSET, "LC_CTYPE", Shell.UNSET));
  }

  @ParameterizedTest
  @MethodSource("locales")
  void namesStayUnchanged(Map<String, String> locale) throws Exception {
    Servers servers = Servers.get();
    String keyspace = servers.newKeyspace();
    Path folder = Files.createDirectory(Files.createTempDirectory("locale-").resolve("Ordner-é"));
    Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    Files.writeString(folder.resolve("preisliste-ü.csv"), "artikel,art\né,Süßes\n");
    Files.write(folder.resolve("ereignisse-é.jsonl"), EVENTS);
    Shell shell = new Shell(Files.createTempDirectory("shell-"), locale);

    Shell.Result run =
        call(
            shell,
            servers,
            keyspace,
            "run",
            "statistic",
            "--runner=direct",
            "--shards=2",
            "--source=files",
            "--catalog=" + folder.resolve("catalog.yaml"),
            "--input=" + folder + "/*-é.jsonl",
            "--dead-letters=files:" + folder.resolve("übrig"));
    assertThat(run.err(), run.code(), equalTo(0));

    for (String counter : List.of("--dimension=item --value=é", "--dimension=art --value=Süßes")) {
      List<String> question =
          new ArrayList<>(List.of("counts", "--company=Café 日本", "--statistic=visit"));
      question.addAll(List.of(counter.split(" ", -1)));
      question.add("--format=csv");
      Shell.Result counts = call(shell, servers, keyspace, question.toArray(String[]::new));
      assertThat(counts.err(), counts.code(), equalTo(0));
      assertThat(
          counts.out().lines().toList(),
          equalTo(List.of("bucket,count,uniques", "2026-03-01T00:00:00Z,2,2")));
    }

    Shell.Result top =
        call(
            shell,
            servers,
            keyspace,
            "top",
            "--company=Café 日本",
            "--statistic=visit",
            "--dimension=art",
            "--format=csv");
    assertThat(top.out().lines().toList(), hasItem("Süßes,2,2"));
    Shell.Result unknown =
        call(shell, servers, keyspace, "export", "--company=Café 日本国", "--format=jsonl");
    assertThat(unknown.err(), containsString("'Café 日本国'. There are of: 'Café 日本'."));
    assertThat(letters(folder.resolve("übrig")), containsString("später"));
  }

  @Test
  void theBenchmarksReadTheirArgumentsToo() throws Exception {
    Shell shell = new Shell(Files.createTempDirectory("shell-"), locales().get(0));

    Shell.Result wrong = shell.call("bench", "é");

    assertThat(wrong.code(), equalTo(2));
    assertThat(wrong.err(), containsString("'é'"));
  }

  private static Shell.Result call(
      Shell shell, Servers servers, String keyspace, String... arguments)
      throws IOException, InterruptedException {
    return shell.call(
        Stream.concat(
                Stream.of(arguments),
                Stream.of("--keyspace=" + keyspace, "--cassandra=" + servers.cassandra()))
            .toArray(String[]::new));
  }

  private static String letters(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        text.append(Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }
}
