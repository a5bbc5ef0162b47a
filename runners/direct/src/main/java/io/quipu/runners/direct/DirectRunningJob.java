package io.quipu.runners.direct;

import com.google.common.base.Throwables;
import io.quipu.runners.spi.JobException;
import io.quipu.runners.spi.JobFigures;
import io.quipu.runners.spi.RunningJob;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectRunner.DirectPipelineResult;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;

/** A job on the DirectRunner. */
final class DirectRunningJob implements RunningJob {
  private final DirectPipelineResult result;
  private final boolean bounded;
  private final long startedNanos = System.nanoTime();
  private volatile boolean closed;

  DirectRunningJob(DirectPipelineResult result, boolean bounded) {
    this.result = result;
    this.bounded = bounded;
  }

  @Override
  public boolean isBounded() {
    return bounded;
  }

  @Override
  public boolean outlivesProcess() {
    return false;
  }

  @Override
  public Optional<URI> webAddress() {
    return Optional.empty();
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

  /** Uses this wait, because only it gives the reason why a job failed. */
  @Override
  public boolean awaitEnd(Duration atMost) {
    PipelineResult.State state;
    try {
      state = result.waitUntilFinish(org.joda.time.Duration.millis(Math.max(1, atMost.toMillis())));
    } catch (PipelineExecutionException e) {
      throw new JobException("The job failed: " + Throwables.getRootCause(e), e);
    }
    if (closed) {
      return true;
    }
    if (state == PipelineResult.State.DONE && !bounded) {
      throw JobException.endedEarly();
    }
    return state != null && state.isTerminal();
  }

  @Override
  public void drain() {
    throw new JobException(
        "--drain is for Flink in this process; the direct runner keeps no state to go on from.");
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (!result.getState().isTerminal()) {
        result.cancel();
      }
    }
  }
}
