package io.quipu.it.command;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the demo until a user presses Ctrl-C. */
final class DemoTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void ctrlCPrintsTheCheckAndLeavesNothingBehind() throws Exception {
    Path folder = Files.createTempDirectory("demo-");
    Shell.Started demo = new Shell(folder).start("demo", "--events-per-second=500");
    List<ProcessHandle> servers;
    try {
      await().atMost(PATIENCE).until(() -> demo.out().contains(" counted, "));
      assertThat(get(shownDashboard(demo.out())), containsString("<title>Quipu"));
      servers = demo.process().descendants().toList();
      assertThat(servers.size(), equalTo(2));
      new ProcessBuilder("kill", "-INT", Long.toString(demo.process().pid())).start().waitFor();
      assertThat(
          demo.err(),
          demo.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS),
          equalTo(true));
    } finally {
      demo.process().destroyForcibly();
    }

    assertThat(demo.out() + demo.err(), demo.out(), containsString("Right: "));
    assertThat(demo.process().exitValue(), equalTo(0));
    await().atMost(PATIENCE).until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(Files::isDirectory).toList(), empty());
    }
  }

  private static URI shownDashboard(String out) {
    String marker = "Dashboard: ";
    String line = out.lines().filter(each -> each.startsWith(marker)).findFirst().orElseThrow();
    return URI.create(line.substring(marker.length()));
  }

  private static String get(URI page) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
