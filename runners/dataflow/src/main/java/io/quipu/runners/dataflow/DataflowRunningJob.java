package io.quipu.runners.dataflow;

import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.spi.JobException;
import io.quipu.runners.spi.JobFigures;
import io.quipu.runners.spi.RunningJob;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.beam.runners.dataflow.DataflowPipelineJob;
import org.apache.beam.runners.dataflow.util.MonitoringUtil;
import org.apache.beam.sdk.PipelineResult.State;

/** A job on Dataflow. It continues when this process ends. */
final class DataflowRunningJob implements RunningJob {
  private static final long POLL_MILLIS = 2_000;

  private final DataflowPipelineJob result;
  private final PreparedJob job;
  private final long startedNanos = System.nanoTime();
  private boolean endIsNoted;

  DataflowRunningJob(DataflowPipelineJob result, PreparedJob job) {
    this.result = result;
    this.job = job;
  }

  @Override
  public boolean isBounded() {
    return job.spec().isBounded();
  }

  @Override
  public boolean outlivesProcess() {
    return true;
  }

  @Override
  public Optional<URI> webAddress() {
    return Optional.of(URI.create(page()));
  }

  @Override
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  @Override
  public JobFigures figures() {
    return JobFigures.of(result.metrics());
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  /** A live job is done only after a person has drained it. */
  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    State state = result.getState();
    while (!state.isTerminal() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      state = result.getState();
    }
    if (state == State.FAILED) {
      throw new JobException("The job failed; its page says why: " + page());
    }
    if (state == State.DONE && !endIsNoted) {
      job.end().note();
      endIsNoted = true;
    }
    return state.isTerminal();
  }

  @Override
  public void drain() {
    throw new JobException(
        "--drain is for Flink in this process; on Dataflow, run: gcloud dataflow jobs drain "
            + result.getJobId()
            + " --region="
            + result.getRegion());
  }

  @Override
  public void close() {
    // The job continues on Dataflow.
  }

  private String page() {
    return MonitoringUtil.getJobMonitoringPageURL(
        result.getProjectId(), result.getRegion(), result.getJobId());
  }
}
