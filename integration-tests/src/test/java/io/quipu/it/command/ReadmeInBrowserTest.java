package io.quipu.it.command;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.dashboard.Browser;
import io.quipu.localstack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests the README's first ten minutes, from its own catalog and event to the dashboard in a
 * browser. The event names no time zone.
 */
final class ReadmeInBrowserTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern CATALOG = Pattern.compile("(?s)```yaml\n(version: 1\n.*?)```");
  private static final Pattern EVENT = Pattern.compile("(?m)^(\\{\"shop\":.*\\})$");
  private static final Pattern TIME = Pattern.compile("\"at\": *\\d+");
  private static final Pattern ADDRESS = Pattern.compile("Listening at (http://[0-9.:]+/)");

  private final Path folder;
  private final Shell shell;

  ReadmeInBrowserTest() throws IOException {
    folder = Files.createTempDirectory("readme-");
    shell = new Shell(folder);
  }

  @Test
  void countsOfAFileShowInABrowser() throws Exception {
    try (Browser browser = Browser.start()) {
      String readme = Files.readString(Shell.file("README.md"));
      Files.writeString(folder.resolve("catalog.yaml"), found(CATALOG, readme));
      String event = found(EVENT, readme);
      Instant now = Clock.systemUTC().instant();
      Files.write(
          folder.resolve("events.jsonl"),
          List.of(at(event, now), at(event, now), at(event, now.minus(Duration.ofDays(500)))));
      ok("stack", "up", "--folder=stack", "--kafka-port=0", "--cassandra-port=0");
      try {
        count();
        look(browser);
      } finally {
        ok("stack", "down", "--folder=stack");
      }
    }
  }

  private void count() throws Exception {
    ok("catalog", "check", "catalog.yaml");
    Shell.Result run =
        ask(
            "run",
            "statistic",
            "--catalog=catalog.yaml",
            "--source=files",
            "--input=events.jsonl",
            "--shards=8");
    assertThat(run.out(), containsString("counted"));
    Shell.Result counts =
        ask(
            "counts",
            "--company=s1",
            "--statistic=order",
            "--resolution=month",
            "--format=csv",
            "--from=" + YearMonth.now(Clock.systemUTC()));
    assertThat(
        counts.out().lines().skip(1).map(line -> line.substring(line.indexOf(','))).toList(),
        equalTo(List.of(",2,1,25.00")));
  }

  private void look(Browser browser) throws Exception {
    Shell.Started serve =
        shell.start("serve", "--listen=127.0.0.1:0", "--cassandra=" + cassandra());
    try {
      await()
          .atMost(PATIENCE)
          .failFast("it has ended", () -> !serve.process().isAlive())
          .until(() -> ADDRESS.matcher(serve.err()).find());
      browser.open(found(ADDRESS, serve.err()));
      browser.await("document.getElementById('fresh-text').textContent.startsWith('Live')");
      browser.await(
          "[...document.querySelectorAll('.big')].map(b => b.textContent).join('|') ==="
              + " arguments[0]",
          "2|1|25.00");
      browser.await("document.querySelectorAll('#top tbody tr').length === 1");
      assertThat(browser.is("document.querySelector('#top .value').textContent"), equalTo("tea"));
      assertThat(
          browser.is("document.getElementById('zone').textContent"),
          containsString("those of UTC,"));
      browser.shoot("readme");
      assertThat(browser.console(), empty());
    } finally {
      serve.process().destroy();
      serve.process().waitFor();
    }
  }

  private Shell.Result ask(String... question) throws IOException, InterruptedException {
    return ok(
        Stream.concat(Stream.of(question), Stream.of("--cassandra=" + cassandra()))
            .toArray(String[]::new));
  }

  private Shell.Result ok(String... call) throws IOException, InterruptedException {
    Shell.Result result = shell.call(call);
    assertThat(result.err(), result.code(), equalTo(0));
    return result;
  }

  private String cassandra() {
    return LocalStack.status(folder.resolve("stack")).get(1).address().orElseThrow();
  }

  private static String at(String event, Instant time) {
    return TIME.matcher(event).replaceFirst("\"at\": " + time.getEpochSecond());
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("There is no " + pattern + " in: " + text);
    }
    return matcher.group(1);
  }
}
