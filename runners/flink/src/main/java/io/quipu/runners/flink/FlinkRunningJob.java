package io.quipu.runners.flink;

import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.spi.JobException;
import io.quipu.runners.spi.JobFigures;
import io.quipu.runners.spi.RunningJob;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.PipelineResult.State;

/**
 * A job on Flink, in this process or on a cluster. Flink's REST API gives its counters and
 * failures.
 */
abstract class FlinkRunningJob implements RunningJob {
  private final JobMonitor monitor;
  private final PreparedJob job;
  private final long pollMillis;
  private final long startedNanos = System.nanoTime();
  private volatile JobFigures latest = JobFigures.of(Map.of());
  private volatile boolean closed;
  private boolean drained;
  private boolean endIsNoted;

  /**
   * @param monitor asks Flink about the job
   * @param pollMillis the time between two requests for its state
   */
  FlinkRunningJob(JobMonitor monitor, PreparedJob job, long pollMillis) {
    this.monitor = monitor;
    this.job = job;
    this.pollMillis = pollMillis;
  }

  /** The current state of the job. */
  abstract State state() throws InterruptedException;

  /** The exception of the failed job, with the reason if it is known. */
  abstract JobException failure() throws InterruptedException;

  /** The message while Flink does not answer; empty if this is normal. */
  abstract Optional<String> silence();

  /** Stops the part of the job that runs in this process. */
  abstract void stop();

  final JobMonitor monitor() {
    return monitor;
  }

  /** Notes that the job is drained, so its end is not an error. */
  final void expectEnd() {
    drained = true;
  }

  /** Notes, once, that all that the job read is written. */
  final void noteEnd() throws InterruptedException {
    if (!endIsNoted) {
      job.end().note();
      endIsNoted = true;
    }
  }

  @Override
  public final boolean isBounded() {
    return job.spec().isBounded();
  }

  @Override
  public final Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  @Override
  public JobFigures figures() throws InterruptedException {
    try {
      latest = JobFigures.of(monitor.read());
    } catch (IOException e) {
      // Flink is starting or stopping, so the latest known counters are returned.
    }
    return latest;
  }

  @Override
  public final Optional<String> batchProgress() throws InterruptedException {
    try {
      return job.spec().batch() ? monitor.stages().map(BatchStages::text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> trouble() throws InterruptedException {
    try {
      return monitor
          .latestTrouble()
          .map(failure -> "The job failed and starts again by itself: " + failure);
    } catch (IOException e) {
      return silence();
    }
  }

  /** Counters move with the input; checkpoints also move when there is none. */
  @Override
  public final Optional<String> movement() throws InterruptedException {
    try {
      return Optional.of(monitor.completedCheckpoints() + " " + monitor.read());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public final boolean awaitEnd(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    State state = state();
    while (!state.isTerminal() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(pollMillis);
      state = state();
    }
    if (closed) {
      return true;
    }
    if (state == State.FAILED) {
      throw failure();
    }
    if (state == State.DONE && !isBounded() && !drained) {
      throw JobException.endedEarly();
    }
    if (state == State.DONE) {
      noteEnd();
    }
    return state.isTerminal();
  }

  @Override
  public final synchronized void close() {
    if (!closed) {
      closed = true;
      stop();
    }
  }
}
