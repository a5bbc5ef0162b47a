package io.quipu.server.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.ApiKey;
import io.quipu.server.keys.KeyCheck;
import io.quipu.server.keys.KeyFile;
import io.quipu.store.queries.CountsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a key gives access to its companies only. */
class ApiKeysTest {
  private static final String QUESTION = "/series?statistic=orders";

  @TempDir private static Path folder = Path.of("");
  private static Path file;
  private static String ofAcme;
  private static String ofAll;
  private static ApiTestServer server;

  @BeforeAll
  static void start() throws InterruptedException {
    file = folder.resolve("keys");
    ofAcme = newKey("acme's", List.of("acme", "unheard"), null);
    ofAll = newKey("all", List.of("*"), null);
    server = new ApiTestServer(TestShops.written().reader(), KeyCheck.of(new KeyFile(file)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String newKey(
      String name, List<String> companies, @org.jspecify.annotations.Nullable Integer rate) {
    ApiKey.Made made = ApiKey.make(name, companies, rate);
    new KeyFile(file).add(made.key());
    return made.secret();
  }

  private static HttpResponse<String> ask(String secret, String path) {
    return server.send(server.request(path).header("Authorization", "Bearer " + secret));
  }

  @Test
  void aKeySeesOnlyItsCompany() {
    assertThat(ask(ofAcme, "/v1/companies/acme" + QUESTION).statusCode(), equalTo(200));
    assertThat(
        ask(ofAcme, "/v1/companies").body(), equalTo("{\"companies\":[\"acme\"],\"next\":null}"));
    assertThat(ask(ofAll, "/v1/companies/globex" + QUESTION).statusCode(), equalTo(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        QUESTION,
        "/top?statistic=orders&dimension=campaign",
        "/statistics",
        "/dimensions?statistic=orders",
        "/values?statistic=orders&dimension=campaign",
        "/customers/u7",
        "/live?statistic=orders",
        "/series?statistic=nothing",
        "/series?no=such"
      })
  void anotherCompanyLooksLikeNone(String question) {
    HttpResponse<String> other = ask(ofAcme, "/v1/companies/globex" + question);
    HttpResponse<String> none = ask(ofAcme, "/v1/companies/nobody" + question);
    assertThat(other.statusCode(), equalTo(404));
    assertThat(none.statusCode(), equalTo(404));
    assertThat(other.body().replace("globex", "nobody"), equalTo(none.body()));
  }

  @Test
  void aRequestWithoutKeyIsRefused() {
    List<String> strangers = new ArrayList<>();
    strangers.add("Bearer ");
    strangers.add("Bearer nonsense");
    strangers.add("Basic " + ofAll);
    strangers.add("Bearer " + ofAll + "x");
    strangers.add("Bearer " + ofAll.substring(0, ofAll.length() - 1));
    strangers.add("Bearer " + ofAcme.substring(0, 19) + ofAll.substring(19));
    for (String stranger : strangers) {
      HttpResponse<String> response =
          server.send(server.request("/v1/companies").header("Authorization", stranger));
      assertThat(stranger, response.statusCode(), equalTo(401));
      assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""), equalTo("Bearer"));
    }
    assertThat(server.get("/v1/companies").statusCode(), equalTo(401));
    assertThat(server.get("/health").statusCode(), equalTo(200));
    assertThat(server.get("/").statusCode(), equalTo(200));
  }

  @Test
  void theFileHasNoSecrets() throws IOException {
    String text = Files.readString(file);
    assertThat(text, not(containsString(ofAll)));
    assertThat(text, not(containsString(ofAll.substring(20))));
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file).size(), equalTo(2));
    }
  }

  @Test
  void aKeyIsAddedAndRevokedWithItsLine() throws IOException {
    String late = newKey("late", List.of("acme"), null);
    await(() -> ask(late, "/v1/companies").statusCode() == 200);
    List<String> lines =
        Files.readAllLines(file).stream().filter(line -> !line.contains("\"late\"")).toList();
    Files.write(file, lines);
    await(() -> ask(late, "/v1/companies").statusCode() == 401);
    assertThat(ask(ofAll, "/v1/companies").statusCode(), equalTo(200));
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
  }

  @Test
  void tooManyRequestsAreRefusedForAWhile() {
    String slow = newKey("slow", List.of("acme"), 1);
    await(() -> ask(slow, "/v1/companies").statusCode() != 401);
    HttpResponse<String> last = ask(slow, "/v1/companies");
    for (int i = 0; i < 1_000 && last.statusCode() != 429; i++) {
      last = ask(slow, "/v1/companies");
    }
    assertThat(last.statusCode(), equalTo(429));
    assertThat(last.headers().firstValue("Retry-After").orElse(""), equalTo("1"));
    assertThat(ask(ofAcme, "/v1/companies").statusCode(), equalTo(200));
    assertThat(List.of(200, 429), hasItem(ask(slow, "/v1/companies").statusCode()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense",
        "{}",
        "{\"id\":\"a\",\"name\":\"n\",\"salt\":\"00\",\"sha256\":\"xyz\",\"companies\":[\"*\"]}",
        "{\"id\":\"a\",\"name\":\"n\",\"salt\":\"00\",\"sha256\":null,\"companies\":[\"*\"]}",
      })
  void aWrongLineIsNamed(String line) throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong"), "# comment\n\n" + line + "\n");
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> KeyCheck.of(new KeyFile(wrong)));
    assertThat(refusal.getMessage(), containsString("wrong:3: "));
  }

  @Test
  void withoutKeysOthersCannotReachIt() throws InterruptedException, IOException {
    CountsReader reader = TestShops.written().reader();
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                io.quipu.server.api.ApiServer.start(
                    reader, KeyCheck.open(), HttpServer.address("0.0.0.0:0")));
    assertThat(refusal.getMessage(), containsString("--api-keys"));
    URI open = TestShops.written().server().request("/").build().uri();
    try (Socket socket = new Socket(open.getHost(), open.getPort())) {
      PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
      out.print("GET /v1/companies HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer, containsString("HTTP/1.1 421"));
    }
  }
}
