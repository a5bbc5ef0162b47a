package io.quipu.runners.flink;

import io.quipu.pipeline.StartupException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A Flink elsewhere, by its web address. */
public final class FlinkCluster {
  private static final Duration TRY = Duration.ofSeconds(5);

  private FlinkCluster() {}

  /**
   * Waits until it answers.
   *
   * @param master its host and port
   * @param progress is told in a line if it has to be waited for
   * @return its web address
   * @throws StartupException if it does not answer in time
   */
  public static URI await(String master, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    URI web = webAddress(master);
    HttpClient http = HttpClient.newBuilder().connectTimeout(TRY).build();
    HttpRequest overview = HttpRequest.newBuilder(web.resolve("/overview")).timeout(TRY).build();
    Instant deadline = Instant.now().plus(timeout);
    String problem =
        "Flink does not answer at " + master + "; start it, or name its address by --flinkMaster.";
    boolean told = false;
    while (true) {
      try {
        if (http.send(overview, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return web;
        }
        throw new IOException("Its answer is an error.");
      } catch (IOException e) {
        if (Instant.now().isAfter(deadline)) {
          throw new StartupException(
              problem + " It did not come within " + timeout.toSeconds() + " seconds.", e);
        }
        if (!told) {
          progress.accept(problem + " Waiting for it.");
          told = true;
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  private static URI webAddress(String master) {
    try {
      URI web = URI.create("http://" + master);
      if (web.getHost() != null && web.getPort() > 0) {
        return web;
      }
    } catch (IllegalArgumentException e) {
      // As with one that has no port.
    }
    throw new IllegalArgumentException(
        "--flinkMaster=" + master + " is no address; write the host and port of Flink's web page.");
  }
}
