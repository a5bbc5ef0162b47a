package io.quipu.cli.run;

import com.google.common.base.Throwables;
import io.quipu.cli.CommandException;
import io.quipu.runners.flink.JobMonitor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.jspecify.annotations.Nullable;

/** A job that was started. Closing it stops what runs of it in this process. */
public final class RunningJob implements AutoCloseable {
  private static final long POLL_MILLIS = 100;
  private static final long POLL_CLUSTER_MILLIS = 500;
  private static final String UNKNOWN = "UNKNOWN";

  private final PipelineResult result;
  private final @Nullable EmbeddedHome home;
  private final @Nullable JobMonitor monitor;
  private final boolean bounded;
  private final long startedNanos = System.nanoTime();
  private volatile JobFigures latest = JobFigures.of(Map.of());
  private volatile boolean closed;
  private boolean drained;

  /**
   * @param home the Flink in this process, if it runs on one
   * @param monitor asks Flink about it, if it runs on any
   */
  RunningJob(
      PipelineResult result,
      @Nullable EmbeddedHome home,
      @Nullable JobMonitor monitor,
      boolean bounded) {
    this.result = result;
    this.home = home;
    this.monitor = monitor;
    this.bounded = bounded;
  }

  /** Whether it ends when its input does. */
  public boolean isBounded() {
    return bounded;
  }

  /** Whether it goes on when this process ends: it runs on a cluster. */
  public boolean goesOn() {
    return home == null && monitor != null;
  }

  /** The web page of Flink, if it runs in this process. */
  public Optional<URI> webAddress() {
    return Optional.ofNullable(home).map(embedded -> embedded.flink().webAddress());
  }

  /** How long it has been running. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** What it has done so far; on Flink since it last recovered from a failure. */
  public JobFigures figures() throws InterruptedException {
    if (monitor != null && (goesOn() || !stateHere().isTerminal())) {
      try {
        latest = JobFigures.of(monitor.read());
      } catch (IOException e) {
        // It is busy starting or stopping; what was so a moment ago will do.
      }
      return latest;
    }
    return JobFigures.of(home == null ? result.metrics() : home.flink().metrics());
  }

  /** What it last had to recover from, or is waiting for, if it is known. */
  public Optional<String> trouble() throws InterruptedException {
    if (monitor == null) {
      return Optional.empty();
    }
    try {
      return monitor
          .latestTrouble()
          .map(failure -> "The job failed and starts again by itself: " + failure);
    } catch (IOException e) {
      return goesOn()
          ? Optional.of("Flink does not answer; waiting for it.")
          // It is starting or stopping, in this process.
          : Optional.empty();
    }
  }

  /**
   * Waits for its end.
   *
   * @return whether it has ended
   * @throws CommandException if it failed, or ended though its input does not
   */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    PipelineResult.State state =
        result instanceof DirectRunner.DirectPipelineResult
            ? awaitDirect(atMost)
            : awaitFlink(atMost);
    if (closed) {
      return true;
    }
    if (state == PipelineResult.State.FAILED) {
      throw failed(home == null ? null : home.flink().failure().orElse(null));
    }
    if (state == PipelineResult.State.DONE && !bounded && !drained) {
      throw new CommandException(
          "The job has ended though its input does not; start it again, it goes on where it was.");
    }
    return state.isTerminal();
  }

  /**
   * Ends a job that reads Kafka as if Kafka had no more: all that was read is written, and all
   * state that a later job can go on from is stored. Waits for that.
   *
   * @throws CommandException if the job does not run on Flink in this process
   */
  public void drain() throws InterruptedException {
    if (home == null) {
      throw new CommandException(
          "--drain is for Flink in this process; on a cluster, use its own command: flink stop"
              + " --drain.");
    }
    drained = true;
    home.flink().drain();
  }

  /** Only this wait of the DirectRunner says why a job failed. */
  private PipelineResult.State awaitDirect(Duration atMost) {
    try {
      PipelineResult.State state =
          result.waitUntilFinish(org.joda.time.Duration.millis(Math.max(1, atMost.toMillis())));
      return state == null ? PipelineResult.State.RUNNING : state;
    } catch (PipelineExecutionException e) {
      throw failed(e);
    }
  }

  private PipelineResult.State awaitFlink(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      PipelineResult.State state = goesOn() ? stateOnCluster() : stateHere();
      if (state.isTerminal() || System.nanoTime() >= deadline) {
        return state;
      }
      TimeUnit.MILLISECONDS.sleep(goesOn() ? POLL_CLUSTER_MILLIS : POLL_MILLIS);
    }
  }

  /** Beam's own answer makes a client of Flink's web interface, each time: 5% of a job's CPU. */
  private PipelineResult.State stateHere() throws InterruptedException {
    return home == null || home.flink().hasEnded()
        ? result.getState()
        : PipelineResult.State.RUNNING;
  }

  /** Beam's own answer is an exception while the job manager is away. */
  private PipelineResult.State stateOnCluster() throws InterruptedException {
    String state;
    try {
      state = Objects.requireNonNull(monitor).state().orElse(UNKNOWN);
    } catch (IOException e) {
      return PipelineResult.State.RUNNING;
    }
    return switch (state) {
      case "FINISHED" -> PipelineResult.State.DONE;
      case "FAILED" -> PipelineResult.State.FAILED;
      case "CANCELED" -> PipelineResult.State.CANCELLED;
      case UNKNOWN ->
          throw new CommandException(
              "Flink does not know the job any more: its job manager was started anew. Start the job"
                  + " again with --savepointPath of its last checkpoint.");
      default -> PipelineResult.State.RUNNING;
    };
  }

  private static CommandException failed(@Nullable Throwable failure) {
    if (failure == null) {
      return new CommandException("The job failed; the cluster's log says why.");
    }
    Throwable cause = Throwables.getRootCause(failure);
    return new CommandException("The job failed: " + cause, failure);
  }

  /** Stops Flink or the DirectRunner here; a job on a cluster elsewhere goes on. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (home != null) {
      // The checkpoints stay, as they would in a crash.
      home.close();
    } else if (result instanceof DirectRunner.DirectPipelineResult direct
        && !direct.getState().isTerminal()) {
      direct.cancel();
    }
  }
}
