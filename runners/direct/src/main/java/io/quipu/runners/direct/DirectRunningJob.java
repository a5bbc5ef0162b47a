package io.quipu.runners.direct;

import com.google.common.base.Throwables;
import io.quipu.pipeline.start.PreparedJob;
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
  private final PreparedJob job;
  private final long startedNanos = System.nanoTime();
  private volatile boolean closed;
  private boolean endIsNoted;

  DirectRunningJob(DirectPipelineResult result, PreparedJob job) {
    this.result = result;
    this.job = job;
  }

  @Override
  public boolean isBounded() {
    return job.spec().isBounded();
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
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    PipelineResult.State state;
    try {
      state = result.waitUntilFinish(org.joda.time.Duration.millis(Math.max(1, atMost.toMillis())));
    } catch (PipelineExecutionException e) {
      throw JobException.of(e);
    } catch (RuntimeException e) {
      // So it says that the wait was interrupted.
      if (Throwables.getRootCause(e) instanceof InterruptedException interrupted) {
        // It also leaves the thread interrupted, which would break off what is done next.
        Thread.interrupted();
        throw interrupted;
      }
      throw e;
    }
    if (closed) {
      return true;
    }
    if (state == PipelineResult.State.DONE && !isBounded()) {
      throw JobException.endedEarly();
    }
    if (state == PipelineResult.State.DONE && !endIsNoted) {
      job.end().note();
      endIsNoted = true;
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
