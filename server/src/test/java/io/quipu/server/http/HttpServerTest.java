package io.quipu.server.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.server.keys.KeyCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how the server stops. */
@Timeout(120)
class HttpServerTest {
  private static final InetSocketAddress ANY = HttpServer.address("127.0.0.1:0");

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpServer start() {
    Route slow =
        Route.get("/slow")
            .summary("Waits")
            .handling(
                call -> {
                  asked.countDown();
                  try {
                    answer.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return Reply.json("done");
                })
            .build();
    return HttpServer.start(ANY, List.of(slow), KeyCheck.open(), new ServerMetrics());
  }

  private CompletableFuture<HttpResponse<String>> ask(HttpServer server)
      throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("slow")).build();
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    asked.await();
    return response;
  }

  private static boolean isRefused(URI uri) throws IOException {
    try {
      new Socket(uri.getHost(), uri.getPort()).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void closeWaitsForARunningAnswer() throws Exception {
    HttpServer server = start();
    URI uri = server.uri();
    CompletableFuture<HttpResponse<String>> response = ask(server);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    Awaitility.await().until(() -> isRefused(uri));
    answer.countDown();
    closed.get();
    assertThat(response.get().body(), equalTo("\"done\""));
  }

  @Test
  void closeCutsOffAnAnswerThatDoesNotEnd() throws Exception {
    HttpServer server = start();
    URI uri = server.uri();
    CompletableFuture<HttpResponse<String>> response = ask(server);
    server.close();
    assertThrows(ExecutionException.class, response::get);
    assertThat(isRefused(uri), equalTo(true));
    answer.countDown();
    // A second close does not throw.
    server.close();
  }
}
