package io.quipu.it.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpServer;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tests that every firing of a topic reaches the webhook or is kept, also after kill -9. */
class NotifyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Topics topics = Servers.get().topics();
  private final String topic = Servers.newName("firings");
  private final Path folder = Files.createTempDirectory("notify-");
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  NotifyTest() throws Exception {}

  @Test
  void firingsReachTheWebhookOrAreKept() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          String id = Objects.toString(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          boolean refused = id.endsWith("3");
          if (!refused) {
            received.add(id);
          }
          exchange.sendResponseHeaders(refused ? 404 : 204, -1);
          exchange.close();
        });
    server.start();
    topics.create(topic, 3);
    topics.send(topic, firings("a"));

    Shell.Started first = start("--from-beginning");
    await(first, "a");
    first.process().destroyForcibly().waitFor();
    topics.send(topic, firings("b"));
    Shell.Started second = start();
    await(second, "b");
    // The command ends when it is asked to.
    second.process().destroy();
    assertThat(second.err(), second.process().waitFor(1, TimeUnit.MINUTES), equalTo(true));
    assertThat(second.err(), second.process().exitValue(), equalTo(0));
    server.stop(0);

    assertThat(
        new HashSet<>(
            topics.read(topic + "-undelivered").stream()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList()),
        equalTo(Set.of(firing("a3"), firing("b3"))));
  }

  /** Waits until all firings with this prefix are delivered, and one is kept. */
  private void await(Shell.Started command, String prefix) {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("the command has ended", () -> !command.process().isAlive())
        .until(
            () ->
                received.stream().filter(id -> id.startsWith(prefix)).count() == 9
                    && command.out().contains(prefix + "3 t c: kept as undelivered"));
  }

  private Shell.Started start(String... more) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "notify",
                "--topic=" + topic,
                "--group=" + topic,
                "--bootstrap-servers=" + topics.bootstrapServers(),
                "--secret-file=" + secret,
                "--url=http://127.0.0.1:" + server.getAddress().getPort() + "/hook"));
    arguments.addAll(List.of(more));
    return new Shell(folder).start(arguments.toArray(new String[0]));
  }

  private static List<byte[]> firings(String prefix) {
    return IntStream.range(0, 10)
        .mapToObj(i -> firing(prefix + i).getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static String firing(String id) {
    return "{\"id\":\"" + id + "\",\"kind\":\"fired\",\"trigger\":\"t\",\"company\":\"c\"}";
  }
}
