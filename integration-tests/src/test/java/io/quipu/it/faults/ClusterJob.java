package io.quipu.it.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.cli.run.JobStarter;
import io.quipu.cli.run.RunningJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * The job on a cluster, started as the command does, and asked about as Flink's own command does.
 */
final class ClusterJob {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String cluster;
  private final List<String> arguments;

  /**
   * @param cluster host and port of the job manager's web address
   * @param arguments those that are the same at each start
   */
  ClusterJob(String cluster, List<String> arguments) {
    this.cluster = cluster;
    this.arguments = new ArrayList<>(arguments);
    this.arguments.add("--flinkMaster=" + cluster);
  }

  /** Submits it. */
  void start(List<String> more) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(more);
    RunningJob job = new JobStarter(progress -> {}).start(all);
    // It goes on.
    job.close();
  }

  /**
   * Stops it with a savepoint.
   *
   * @return where that is
   */
  String stopWithSavepoint() throws Exception {
    String id = id().orElseThrow();
    // It may still be starting, or recovering.
    Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> isRunning(id));
    while (true) {
      String trigger =
          post("/jobs/" + id + "/stop", Map.of("drain", false)).path("request-id").asText();
      JsonNode operation =
          Awaitility.await()
              .atMost(PATIENCE)
              .ignoreExceptions()
              .until(
                  () -> get("/jobs/" + id + "/savepoints/" + trigger),
                  answer -> answer.path("status").path("id").asText().equals("COMPLETED"))
              .path("operation");
      if (operation.has("location")) {
        Awaitility.await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> state(id).equals("FINISHED"));
        return operation.path("location").asText();
      }
      // A checkpoint was just under way, or a task was just lost: once more.
    }
  }

  /** Whether all its tasks run. */
  private boolean isRunning(String id) throws IOException, InterruptedException {
    for (JsonNode stage : get("/jobs/" + id).path("vertices")) {
      if (!stage.path("status").asText().equals("RUNNING")) {
        return false;
      }
    }
    return state(id).equals("RUNNING");
  }

  /** How many of its checkpoints have failed since it was submitted. */
  long failedCheckpoints() throws IOException, InterruptedException {
    return get("/jobs/" + id().orElseThrow() + "/checkpoints")
        .path("counts")
        .path("failed")
        .asLong();
  }

  /** In a few words, for a person. */
  String checkpoints() throws IOException, InterruptedException {
    JsonNode all = get("/jobs/" + id().orElseThrow() + "/checkpoints");
    JsonNode counts = all.path("counts");
    return "%d done, the last in %.1f s, %d failed"
        .formatted(
            counts.path("completed").asLong(),
            all.path("latest").path("completed").path("end_to_end_duration").asLong() / 1e3,
            counts.path("failed").asLong());
  }

  private String state(String id) throws IOException, InterruptedException {
    return get("/jobs/" + id).path("state").asText();
  }

  /** The one that has not ended. */
  private Optional<String> id() throws IOException, InterruptedException {
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      if (!List.of("FINISHED", "CANCELED", "FAILED").contains(job.path("state").asText())) {
        return Optional.of(job.path("jid").asText());
      }
    }
    return Optional.empty();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder().GET());
  }

  private JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  private JsonNode send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest whole =
        request.uri(URI.create("http://" + cluster + path)).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<byte[]> answer = http.send(whole, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(path + " is answered with " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }
}
