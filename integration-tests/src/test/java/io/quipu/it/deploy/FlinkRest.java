package io.quipu.it.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A Flink cluster's web interface, as a person uses it with curl. */
final class FlinkRest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BOUNDARY = "----quipu-jar";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;

  /**
   * @param address its host and port
   */
  FlinkRest(String address) {
    this.address = address;
  }

  /** Uploads a jar; gives its id. */
  String upload(Path jar) throws IOException, InterruptedException {
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
                .POST(body));
    return answer.path("filename").asText().replaceFirst(".*/", "");
  }

  /**
   * Runs the jar's own main class; gives the job's id.
   *
   * @param savepoint from where to go on; null for a start without state
   */
  String run(String jar, List<String> arguments, @Nullable String savepoint)
      throws IOException, InterruptedException {
    Map<String, Object> order = new TreeMap<>();
    order.put("programArgsList", arguments);
    order.put("parallelism", 2);
    if (savepoint != null) {
      order.put("savepointPath", savepoint);
    }
    return post("/jars/" + jar + "/run", order).path("jobid").asText();
  }

  /** Stops a job with a savepoint, and says where that is. */
  String stop(String job) throws IOException, InterruptedException {
    Awaitility.await().atMost(PATIENCE).until(() -> allRun(job));
    String trigger =
        post("/jobs/" + job + "/stop", Map.of("drain", false)).path("request-id").asText();
    JsonNode done =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> get("/jobs/" + job + "/savepoints/" + trigger),
                answer -> answer.path("status").path("id").asText().equals("COMPLETED"));
    String savepoint = done.path("operation").path("location").asText();
    if (savepoint.isEmpty()) {
      throw new IOException("There is no savepoint: " + done);
    }
    return savepoint;
  }

  private boolean allRun(String job) throws IOException, InterruptedException {
    for (JsonNode stage : get("/jobs/" + job).path("vertices")) {
      if (!stage.path("status").asText().equals("RUNNING")) {
        return false;
      }
    }
    return true;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder().GET());
  }

  private JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  private JsonNode send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request.uri(URI.create("http://" + address + path)).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          path + " is answered with " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
