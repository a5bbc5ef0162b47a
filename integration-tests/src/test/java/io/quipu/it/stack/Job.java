package io.quipu.it.stack;

import io.quipu.runners.spi.RunningJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.beam.sdk.PipelineResult;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A job that was started. Closing it cancels it. */
public final class Job implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final End end;
  private final Runnable cancel;

  /** Tells whether a job has ended; throws if it failed. */
  private interface End {
    boolean hasCome() throws InterruptedException;
  }

  Job(RunningJob job) {
    end = () -> job.awaitEnd(Duration.ZERO);
    cancel = job::close;
  }

  Job(PipelineResult result) {
    end = () -> hasEnded(result);
    cancel = () -> cancel(result);
  }

  private static boolean hasEnded(PipelineResult result) {
    PipelineResult.State state = result.getState();
    if (state.isTerminal() && state != PipelineResult.State.DONE) {
      throw new AssertionError("the job ended as " + state);
    }
    return state.isTerminal();
  }

  private static void cancel(PipelineResult result) {
    try {
      if (!result.getState().isTerminal()) {
        result.cancel();
        Awaitility.await().atMost(PATIENCE).until(() -> result.getState().isTerminal());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of a job with bounded input. */
  public void awaitDone() {
    Awaitility.await().atMost(PATIENCE).until(end::hasCome);
  }

  /** Waits for a condition; fails if the job ends before. */
  public ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .failFast("the job has ended", end::hasCome);
  }

  @Override
  public void close() {
    cancel.run();
  }
}
