package io.quipu.runners.flink;

import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.flink.embedded.DiskGuard;
import io.quipu.runners.flink.embedded.EmbeddedFlink;
import io.quipu.runners.flink.embedded.EmbeddedFlinkOptions;
import io.quipu.runners.flink.embedded.EmbeddedHome;
import io.quipu.runners.spi.JobException;
import io.quipu.runners.spi.JobFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.jspecify.annotations.Nullable;

/** A job on a Flink in this process. */
final class EmbeddedRunningJob extends FlinkRunningJob {
  private static final long POLL_MILLIS = 100;

  private final EmbeddedFlink flink;
  private final String name;
  private final PipelineResult result;
  private final Runnable stop;
  private final @Nullable DiskGuard disk;

  private EmbeddedRunningJob(
      EmbeddedFlink flink,
      PipelineResult result,
      JobMonitor monitor,
      PreparedJob job,
      Runnable stop,
      @Nullable DiskGuard disk) {
    super(monitor, job, POLL_MILLIS);
    this.flink = flink;
    this.name = job.spec().options().getJobName();
    this.result = result;
    this.stop = stop;
    this.disk = disk;
  }

  /** A job with its own Flink: closing the job stops Flink. Checkpoints stay, as after a crash. */
  static EmbeddedRunningJob in(
      EmbeddedHome home, PipelineResult result, JobMonitor monitor, PreparedJob job) {
    DiskGuard disk =
        new DiskGuard(
            home.folder().path(),
            job.spec().options().as(EmbeddedFlinkOptions.class).getMinFreeDisk());
    return new EmbeddedRunningJob(home.flink(), result, monitor, job, home::close, disk);
  }

  /**
   * A job on a Flink that runs several jobs one after another: closing it cancels only this job.
   */
  static EmbeddedRunningJob on(
      EmbeddedFlink flink, PipelineResult result, JobMonitor monitor, PreparedJob job) {
    return new EmbeddedRunningJob(flink, result, monitor, job, () -> cancel(result), null);
  }

  private static void cancel(PipelineResult result) {
    try {
      if (!result.getState().isTerminal()) {
        result.cancel();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Flink does not cancel the job; stop the process.", e);
    }
  }

  @Override
  public boolean outlivesProcess() {
    return false;
  }

  @Override
  public Optional<URI> webAddress() {
    return Optional.of(flink.webAddress());
  }

  @Override
  public JobFigures figures() throws InterruptedException {
    return state().isTerminal() ? JobFigures.of(flink.metrics(name)) : super.figures();
  }

  @Override
  public void drain() throws InterruptedException {
    expectEnd();
    flink.drain(name);
    if (flink.failure(name).isPresent()) {
      throw failure();
    }
    noteEnd();
  }

  /**
   * Does not ask Beam while the job runs: Beam makes a new REST client each time, which takes 5% of
   * the job's CPU.
   */
  @Override
  State state() throws InterruptedException {
    return flink.hasEnded(name) ? result.getState() : State.RUNNING;
  }

  @Override
  JobException failure() throws InterruptedException {
    return flink
        .failure(name)
        .map(JobException::of)
        .orElseGet(() -> new JobException("The job failed; Flink does not say why."));
  }

  /** Empty: Flink is in this process, so it is only starting or stopping. */
  @Override
  Optional<String> silence() {
    return Optional.empty();
  }

  /** A disk that is nearly full comes first: failures of the job may follow from it. */
  @Override
  public Optional<String> trouble() throws InterruptedException {
    Optional<String> ofDisk = disk == null ? Optional.empty() : disk.check();
    return disk != null && disk.isTooFull() ? ofDisk : super.trouble().or(() -> ofDisk);
  }

  @Override
  void stop() {
    if (disk != null) {
      disk.close();
    }
    stop.run();
  }
}
