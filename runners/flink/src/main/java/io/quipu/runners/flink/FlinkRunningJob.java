package io.quipu.runners.flink;

import io.quipu.pipeline.JobSpec;
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
 * What jobs in this process and on a cluster have in common: Flink's web interface tells of both.
 */
abstract class FlinkRunningJob implements RunningJob {
  private final JobMonitor monitor;
  private final boolean bounded;
  private final long pollMillis;
  private final long startedNanos = System.nanoTime();
  private volatile JobFigures latest = JobFigures.of(Map.of());
  private volatile boolean closed;
  private boolean drained;

  /**
   * @param monitor asks Flink about the job
   * @param pollMillis how often its state is asked for
   */
  FlinkRunningJob(JobMonitor monitor, JobSpec spec, long pollMillis) {
    this.monitor = monitor;
    this.bounded = spec.isBounded();
    this.pollMillis = pollMillis;
  }

  /** Its state now. */
  abstract State state() throws InterruptedException;

  /** Why it failed, if it did and that is known. */
  abstract JobException failure() throws InterruptedException;

  /** What to say while Flink does not answer; none if that is ordinary. */
  abstract Optional<String> silence();

  /** Stops what runs of it in this process. */
  abstract void stop();

  final JobMonitor monitor() {
    return monitor;
  }

  /** From now on its end is wanted. */
  final void expectEnd() {
    drained = true;
  }

  @Override
  public final boolean isBounded() {
    return bounded;
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
      // It is busy starting or stopping; what was so a moment ago will do.
    }
    return latest;
  }

  @Override
  public final Optional<String> trouble() throws InterruptedException {
    try {
      return monitor
          .latestTrouble()
          .map(failure -> "The job failed and starts again by itself: " + failure);
    } catch (IOException e) {
      return silence();
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
    if (state == State.DONE && !bounded && !drained) {
      throw JobException.endedEarly();
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
