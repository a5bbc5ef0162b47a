package io.quipu.cli.notify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a webhook gets, and what becomes of firings that it does not take. */
class NotifierTest {
  private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final HttpServer server;
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> undelivered = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private volatile Iterator<Integer> statuses = Stream.generate(() -> 200).iterator();

  private record Request(
      String path, String body, String id, String time, String signature, String type) {}

  NotifierTest() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws java.io.IOException {
    requests.add(
        new Request(
            exchange.getRequestURI().getPath(),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            exchange.getRequestHeaders().getFirst("Idempotency-Key"),
            exchange.getRequestHeaders().getFirst("Quipu-Time"),
            exchange.getRequestHeaders().getFirst("Quipu-Signature"),
            exchange.getRequestHeaders().getFirst("Content-Type")));
    int status;
    synchronized (this) {
      status = statuses.next();
    }
    if (exchange.getRequestURI().getPath().startsWith("/moved")) {
      status = 308;
      String query = exchange.getRequestURI().getQuery();
      exchange.getResponseHeaders().set("Location", query == null ? "/moved" : query);
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private void statuses(Integer... next) {
    statuses = Stream.concat(Arrays.stream(next), Stream.generate(() -> 200)).iterator();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private Notifier notifier(URI url, boolean allowPrivate, String... hosts) {
    Webhook webhook =
        new Webhook(
            url,
            new HostRules(Set.of(hosts), allowPrivate),
            new Signature(SECRET),
            new Backoff(3, Duration.ofMillis(2), Duration.ofMillis(5)),
            Duration.ofSeconds(5),
            Clock.fixed(NOW, ZoneOffset.UTC));
    return new Notifier(
        webhook,
        (message, result) ->
            undelivered.add(
                new String(message.value(), StandardCharsets.UTF_8)
                    + " "
                    + result.tries()
                    + " "
                    + result.failure()),
        4,
        told::add);
  }

  private static String firing(String id) {
    return "{\"id\":\"" + id + "\",\"kind\":\"fired\",\"sums\":{\"id\":\"no\"},\"trigger\":\"t\"}";
  }

  private void send(Notifier notifier, String... messages) throws InterruptedException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String message : messages) {
      byte[] value = message.getBytes(StandardCharsets.UTF_8);
      records.add(new ConsumerRecord<>("firings", 0, records.size(), new byte[0], value));
    }
    try (notifier) {
      notifier.send(records);
    }
  }

  @Test
  void eachFiringIsSentOnceSignedAndWithItsIdentity() throws Exception {
    send(
        notifier(url("/hook"), false, "127.0.0.1"),
        firing("a"),
        firing("b"),
        firing("a"),
        "{\"id\":\"c\",\"kind\":\"failed\",\"trigger\":\"t\"}");

    assertThat(
        requests.stream().map(Request::body).toList(),
        containsInAnyOrder(firing("a"), firing("b")));
    for (Request request : requests) {
      assertThat(request.body(), containsString(request.id()));
      assertThat(request.type(), is("application/json"));
      assertThat(request.time(), is(Long.toString(NOW.getEpochSecond())));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
      byte[] signed = (request.time() + "." + request.body()).getBytes(StandardCharsets.UTF_8);
      assertThat(request.signature(), is("v1=" + HexFormat.of().formatHex(mac.doFinal(signed))));
    }
    assertThat(undelivered, empty());
    assertThat(told.size(), is(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void triesAgainWhileThereIsHope(int status) throws Exception {
    statuses(status, status);
    send(notifier(url("/hook"), false, "127.0.0.1"), firing("a"));
    assertThat(requests.size(), is(3));
    assertThat(requests.stream().map(Request::id).toList(), everyItem(is("a")));
    assertThat(undelivered, empty());
  }

  @Test
  void keepsWhatIsNotTaken() throws Exception {
    statuses(500, 500, 500);
    send(notifier(url("/hook"), false, "127.0.0.1"), firing("a"), "no json");
    assertThat(
        undelivered,
        containsInAnyOrder(
            firing("a") + " 3 it answered with the status 500",
            "no json 0 the message is no firing"));

    requests.clear();
    undelivered.clear();
    statuses(404);
    send(notifier(url("/hook"), false, "127.0.0.1"), firing("b"));
    assertThat(requests.size(), is(1));
    assertThat(undelivered, contains(firing("b") + " 1 it answered with the status 404"));
  }

  @Test
  void keepsFiringsOfAServerThatIsAway() throws Exception {
    URI url = url("/hook");
    server.stop(0);
    send(notifier(url, false, "127.0.0.1"), firing("a"));
    assertThat(undelivered, contains(containsString(firing("a") + " 3 there was no answer")));
  }

  @Test
  void followsARedirectOnlyWhereItMay() throws Exception {
    String hook = url("/hook").toString();
    send(notifier(url("/moved?" + hook), true, "127.0.0.1"), firing("a"));
    assertThat(requests.stream().map(Request::path).toList(), contains("/moved", "/hook"));
    assertThat(undelivered, empty());

    send(notifier(url("/moved?" + hook), false, "127.0.0.1"), firing("a"));
    assertThat(undelivered, contains(containsString("private address 127.0.0.1")));

    undelivered.clear();
    send(notifier(url("/moved?http://example.org/"), true, "127.0.0.1"), firing("a"));
    assertThat(undelivered, contains(containsString("the host 'example.org' is not allowed")));

    undelivered.clear();
    send(notifier(url("/moved"), true, "127.0.0.1"), firing("a"));
    assertThat(undelivered, contains(containsString("redirected more than 3 times")));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.1.2.3, true",
    "172.16.0.1, true",
    "192.168.1.1, true",
    "169.254.169.254, true",
    "100.64.0.1, true",
    "0.0.0.0, true",
    "::1, true",
    "fd00::1, true",
    "fe80::1, true",
    "::ffff:10.0.0.1, true",
    "8.8.8.8, false",
    "100.128.0.1, false",
    "2001:4860:4860::8888, false",
  })
  void knowsPrivateAddresses(String address, boolean expected) throws Exception {
    assertThat(HostRules.isPrivate(InetAddress.getByName(address)), is(expected));
  }

  @Test
  void pausesGrowUpToALimitAndAreRandom() {
    Backoff backoff = new Backoff(6, Duration.ofSeconds(1), Duration.ofSeconds(10));
    for (int tried = 1; tried < 60; tried++) {
      long most = tried < 5 ? 1000L << (tried - 1) : 10_000;
      long pause = backoff.after(tried).toMillis();
      assertThat(pause >= most / 2 && pause <= most, is(true));
    }
    assertThat(Stream.generate(() -> backoff.after(6)).limit(50).distinct().count() > 1, is(true));
  }
}
