package io.quipu.runners.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.runners.spi.JobException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.runners.flink.FlinkPipelineOptions;

/**
 * Reads the counters, the state and the failures of a running job from Flink's REST API. Beam
 * itself gives the counters only after the job has ended.
 */
public final class JobMonitor {
  /** The namespace of the counters in Beam, as Flink writes it after the name of the stage. */
  private static final String NAMESPACE = ".quipu_";

  private static final String CAUSED_BY = "Caused by: ";

  /** An exception of ours, and its message up to the first frame or the next cause. */
  private static final Pattern PERMANENT =
      Pattern.compile(
          "(?ms)^(?:Caused by: )?io\\.quipu\\.[\\w.]+(?:Exception|PermanentFailure): (.*?)"
              + "(?=^\\tat |^Caused by: |\\z)");

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI flink;
  private final String job;

  private JobMonitor(URI flink, String job) {
    this.flink = flink;
    this.job = job;
  }

  /** Makes a monitor for the job with these options, in this process or on a cluster. */
  public static JobMonitor of(FlinkPipelineOptions options) {
    return new JobMonitor(URI.create("http://" + options.getFlinkMaster()), options.getJobName());
  }

  /**
   * Reads the counters by name, each summed over all stages and subtasks. They begin at 0 whenever
   * the job starts or recovers.
   *
   * @throws IOException if Flink does not answer
   */
  public Map<String, Long> read() throws IOException, InterruptedException {
    Map<String, Long> counters = new TreeMap<>();
    Optional<String> path = overview().map(JobMonitor::path);
    if (path.isPresent()) {
      for (JsonNode stage : get(path.get()).path("vertices")) {
        addStage(
            path.get() + "/vertices/" + stage.path("id").asText() + "/subtasks/metrics", counters);
      }
    }
    return counters;
  }

  /**
   * How many checkpoints were completed since the job was submitted.
   *
   * @throws IOException if Flink does not answer
   */
  long completedCheckpoints() throws IOException, InterruptedException {
    Optional<String> path = overview().map(JobMonitor::path);
    return path.isEmpty()
        ? 0
        : get(path.get() + "/checkpoints").path("counts").path("completed").asLong();
  }

  /**
   * The state of the job in Flink's words, such as {@code RUNNING}. Empty if Flink does not know
   * the job, because its job manager was restarted.
   *
   * @throws IOException if Flink does not answer
   */
  public Optional<String> state() throws IOException, InterruptedException {
    return overview().map(known -> known.path("state").asText());
  }

  /**
   * The failure from which the job last recovered, or is recovering, in one line.
   *
   * @throws IOException if Flink does not answer
   */
  public Optional<String> latestTrouble() throws IOException, InterruptedException {
    Optional<String> path = overview().map(JobMonitor::path);
    return path.isEmpty()
        ? Optional.empty()
        : message(get(path.get() + "/exceptions").path("root-exception").asText(""));
  }

  /**
   * The stages of the job, as Flink describes them. Empty if Flink does not know the job.
   *
   * @throws IOException if Flink does not answer
   */
  Optional<BatchStages> stages() throws IOException, InterruptedException {
    Optional<String> path = overview().map(JobMonitor::path);
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(BatchStages.of(get(path.get()).path("vertices")));
  }

  /** The entry of the job in Flink's list of jobs; empty if there is none. */
  private Optional<JsonNode> overview() throws IOException, InterruptedException {
    for (JsonNode known : get("/jobs/overview").path("jobs")) {
      if (known.path("name").asText().equals(job)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  private static String path(JsonNode overview) {
    return "/jobs/" + overview.path("jid").asText();
  }

  /**
   * What a printed stack trace says of a permanent failure, or else the exception of the stage and
   * its last cause.
   */
  static Optional<String> message(String stackTrace) {
    Matcher permanent = PERMANENT.matcher(stackTrace);
    return permanent.find() ? Optional.of(permanent.group(1).strip()) : causes(stackTrace);
  }

  private static Optional<String> causes(String stackTrace) {
    List<String> causes = new ArrayList<>();
    for (String line : stackTrace.lines().toList()) {
      boolean first = causes.isEmpty() && !line.isBlank() && !line.startsWith("null");
      if (first || line.startsWith(CAUSED_BY)) {
        causes.add(line.startsWith(CAUSED_BY) ? line.substring(CAUSED_BY.length()) : line);
      }
    }
    if (causes.isEmpty()) {
      return Optional.empty();
    }
    String root = causes.get(causes.size() - 1);
    String ofStage =
        causes.stream().filter(cause -> !JobException.isWrapper(cause)).findFirst().orElse(root);
    return Optional.of(ofStage.equals(root) ? root : ofStage + " (caused by " + root + ")");
  }

  private void addStage(String metrics, Map<String, Long> counters)
      throws IOException, InterruptedException {
    List<String> wanted = new ArrayList<>();
    for (JsonNode metric : get(metrics)) {
      String id = metric.path("id").asText();
      if (id.contains(NAMESPACE)) {
        wanted.add(URLEncoder.encode(id, StandardCharsets.UTF_8));
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    for (JsonNode metric : get(metrics + "?agg=sum&get=" + String.join(",", wanted))) {
      counters.merge(name(metric.path("id").asText()), metric.path("sum").asLong(), Long::sum);
    }
  }

  /**
   * The counter's name. Flink replaces dots by underscores, and the names of Quipu have no
   * underscores.
   */
  private static String name(String id) {
    return id.substring(id.lastIndexOf(NAMESPACE) + NAMESPACE.length()).replace('_', '.');
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(flink.resolve(path)).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          "Flink answers " + flink.resolve(path) + " with " + response.statusCode() + ".");
    }
    return json.readTree(response.body());
  }
}
