package io.quipu.it.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.it.stack.FlinkRest;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The job on a cluster, started as {@code ./quipu} does and queried by Flink's REST interface. */
public final class ClusterJob {
  private final FlinkRest flink;
  private final List<String> arguments;

  /**
   * @param cluster host and port of the job manager's web address
   * @param arguments the arguments that are the same at each start
   */
  public ClusterJob(String cluster, List<String> arguments) {
    this.flink = new FlinkRest(cluster);
    this.arguments = new ArrayList<>(arguments);
    this.arguments.add("--flinkMaster=" + cluster);
  }

  /** Submits the job. */
  public void start(List<String> more) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(more);
    RunningJob job = new JobLauncher(progress -> {}).start(all);
    // The job continues on the cluster.
    job.close();
  }

  /**
   * Stops the job with a savepoint.
   *
   * @return the path of the savepoint
   */
  String stopWithSavepoint() throws Exception {
    return flink.stop(id().orElseThrow());
  }

  /** The number of failed checkpoints since the job was submitted. */
  long failedCheckpoints() throws IOException, InterruptedException {
    return flink
        .get("/jobs/" + id().orElseThrow() + "/checkpoints")
        .path("counts")
        .path("failed")
        .asLong();
  }

  /** A short text about the checkpoints, for the log. */
  String checkpoints() throws IOException, InterruptedException {
    JsonNode all = flink.get("/jobs/" + id().orElseThrow() + "/checkpoints");
    JsonNode counts = all.path("counts");
    return "%d done, the last in %.1f s, %d failed"
        .formatted(
            counts.path("completed").asLong(),
            all.path("latest").path("completed").path("end_to_end_duration").asLong() / 1e3,
            counts.path("failed").asLong());
  }

  /** The id of the job that has not ended. */
  private Optional<String> id() throws IOException, InterruptedException {
    for (JsonNode job : flink.get("/jobs/overview").path("jobs")) {
      if (!List.of("FINISHED", "CANCELED", "FAILED").contains(job.path("state").asText())) {
        return Optional.of(job.path("jid").asText());
      }
    }
    return Optional.empty();
  }
}
