package io.quipu.runners.flink;

import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.spi.JobException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;

/** A job on a separate cluster. It continues when this process ends. */
final class ClusterRunningJob extends FlinkRunningJob {
  private static final long POLL_MILLIS = 500;
  private static final String UNKNOWN = "UNKNOWN";

  private final PipelineResult result;

  ClusterRunningJob(PipelineResult result, JobMonitor monitor, PreparedJob job) {
    super(monitor, job, POLL_MILLIS);
    this.result = result;
  }

  @Override
  public boolean outlivesProcess() {
    return true;
  }

  @Override
  public Optional<URI> webAddress() {
    return Optional.empty();
  }

  @Override
  public void drain() {
    throw new JobException(
        "--drain is for Flink in this process; on a cluster, use its own command: flink stop"
            + " --drain.");
  }

  /** Does not ask Beam, which throws while the job manager does not answer. */
  @Override
  State state() throws InterruptedException {
    String state;
    try {
      state = monitor().state().orElse(UNKNOWN);
    } catch (IOException e) {
      return State.RUNNING;
    }
    return switch (state) {
      case "FINISHED" -> State.DONE;
      case "FAILED" -> State.FAILED;
      case "CANCELED" -> State.CANCELLED;
      case UNKNOWN ->
          throw new JobException(
              "Flink does not know the job "
                  + result
                  + " any more: its job manager was started anew. Start the job again with"
                  + " --savepointPath of its last checkpoint.");
      default -> State.RUNNING;
    };
  }

  @Override
  JobException failure() throws InterruptedException {
    String why;
    try {
      why = monitor().latestTrouble().orElse("Flink does not say why.");
    } catch (IOException e) {
      why = "Flink does not say why.";
    }
    return new JobException("The job failed: " + why + " The cluster's log has more.");
  }

  @Override
  Optional<String> silence() {
    return Optional.of("Flink does not answer; waiting for it.");
  }

  @Override
  void stop() {
    // The job continues on the cluster.
  }
}
