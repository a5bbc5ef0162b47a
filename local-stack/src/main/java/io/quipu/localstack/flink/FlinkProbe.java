package io.quipu.localstack.flink;

import io.quipu.localstack.process.LocalStackException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * A request to a job manager that tells whether a process of its cluster is up.
 *
 * @param jobManagers the addresses of the web interfaces, any of which may answer
 * @param path the path of the request
 * @param expected a text that the answer contains if the process is up
 */
record FlinkProbe(List<InetSocketAddress> jobManagers, String path, String expected) {
  private static final String OVERVIEW = "/overview";
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  static FlinkProbe jobManager(InetSocketAddress address) {
    return new FlinkProbe(List.of(address), OVERVIEW, "flink-version");
  }

  /** Whether this checks the job manager itself. */
  boolean isOfJobManager() {
    return path.equals(OVERVIEW);
  }

  /** Checks whether the task manager with this id has registered with a job manager. */
  static FlinkProbe taskManager(List<InetSocketAddress> jobManagers, String id) {
    return new FlinkProbe(jobManagers, "/taskmanagers", '"' + id + '"');
  }

  /** The address of the first job manager. */
  InetSocketAddress address() {
    return jobManagers.get(0);
  }

  boolean answers() {
    return jobManagers.stream().anyMatch(this::answers);
  }

  private boolean answers(InetSocketAddress jobManager) {
    URI uri =
        URI.create("http://" + jobManager.getHostString() + ":" + jobManager.getPort() + path);
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains(expected);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while waiting for Flink.", e);
    }
  }
}
