package io.quipu.it.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A client of a Flink cluster's REST interface. */
public final class FlinkRest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The timeout of a request: if a process is killed during a request, its answer never comes. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The timeout of a request that takes long, such as the upload of a large jar. */
  private static final Duration WORK = Duration.ofMinutes(2);

  private static final String BOUNDARY = "----quipu-jar";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String address;

  /**
   * @param address the host and port of the web interface
   */
  public FlinkRest(String address) {
    this.address = address;
  }

  /** Uploads a jar, and returns its id. */
  public String upload(Path jar) throws IOException, InterruptedException {
    HttpRequest.BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(
                "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/java-archive\r\n\r\n"
                    .formatted(BOUNDARY, jar.getFileName())),
            BodyPublishers.ofFile(jar),
            BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    JsonNode answer =
        send(
            "/jars/upload",
            HttpRequest.newBuilder()
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body),
            WORK);
    return answer.path("filename").asText().replaceFirst(".*/", "");
  }

  /**
   * Runs the jar's main class, and returns the job's id.
   *
   * @param savepoint the savepoint to start from; null for a start without state
   */
  public String run(String jar, List<String> arguments, @Nullable String savepoint)
      throws IOException, InterruptedException {
    Map<String, Object> order = new TreeMap<>();
    order.put("programArgsList", arguments);
    order.put("parallelism", 2);
    if (savepoint != null) {
      order.put("savepointPath", savepoint);
    }
    return post("/jars/" + jar + "/run", order, WORK).path("jobid").asText();
  }

  /** Stops a job with a savepoint, once all its tasks run, and returns the savepoint's path. */
  public String stop(String job) throws IOException, InterruptedException {
    // It may still be starting, or recovering.
    Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> isRunning(job));
    while (true) {
      String savepoint = savepoint(job);
      if (!savepoint.isEmpty()) {
        Awaitility.await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> state(job).equals("FINISHED"));
        return savepoint;
      }
      // A checkpoint was in progress, or a task was just lost: try again.
    }
  }

  /** Stops the job with a savepoint, and returns its path; empty if the savepoint failed. */
  private String savepoint(String job) throws IOException, InterruptedException {
    String trigger =
        post("/jobs/" + job + "/stop", Map.of("drain", false), ANSWER).path("request-id").asText();
    return Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> get("/jobs/" + job + "/savepoints/" + trigger),
            answer -> answer.path("status").path("id").asText().equals("COMPLETED"))
        .path("operation")
        .path("location")
        .asText();
  }

  private boolean isRunning(String job) throws IOException, InterruptedException {
    for (JsonNode stage : get("/jobs/" + job).path("vertices")) {
      if (!stage.path("status").asText().equals("RUNNING")) {
        return false;
      }
    }
    return state(job).equals("RUNNING");
  }

  private String state(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job).path("state").asText();
  }

  /** The JSON answer to a GET of a path. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder().GET(), ANSWER);
  }

  private JsonNode post(String path, Map<String, ?> body, Duration patience)
      throws IOException, InterruptedException {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))),
        patience);
  }

  private JsonNode send(String path, HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            request.uri(URI.create("http://" + address + path)).timeout(patience).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          path
              + " is answered with "
              + answer.statusCode()
              + ": "
              + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return JSON.readTree(answer.body());
  }
}
