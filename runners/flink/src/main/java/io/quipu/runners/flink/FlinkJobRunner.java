package io.quipu.runners.flink;

import com.google.common.hash.Hashing;
import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.start.JobLife;
import io.quipu.pipeline.start.JobPreparation;
import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.flink.cluster.FlinkCluster;
import io.quipu.runners.flink.embedded.EmbeddedFlink;
import io.quipu.runners.flink.embedded.EmbeddedFlinkOptions;
import io.quipu.runners.flink.embedded.EmbeddedHome;
import io.quipu.runners.flink.embedded.StateFolder;
import io.quipu.runners.spi.JobRunner;
import io.quipu.runners.spi.RunningJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** Runs jobs on Flink: in this process, or on the cluster that {@code --flinkMaster} names. */
public final class FlinkJobRunner implements JobRunner {
  /** The properties of Flink that the pipeline depends on. */
  public static final RunnerTraits TRAITS =
      new RunnerTraits(true, true, true, true, KeyGroups.OF_128);

  /** The value of Beam for the master if no cluster was named. */
  private static final String NO_CLUSTER = "[auto]";

  /** With pauses of 1, 2, 4, 8 and 16 seconds: a person waits for the end of such a job. */
  private static final int MAX_RESTARTS_OF_FILES = 5;

  private static final int STATE_NAME_DIGITS = 8;

  private final @Nullable EmbeddedFlink shared;

  /** Makes a runner that starts a separate Flink in this process for each job without a cluster. */
  public FlinkJobRunner() {
    this(null);
  }

  private FlinkJobRunner(@Nullable EmbeddedFlink shared) {
    this.shared = shared;
  }

  /**
   * Makes a runner for a Flink that the caller closes. Jobs without a cluster run on it, and begin
   * without state.
   */
  public static FlinkJobRunner on(EmbeddedFlink flink) {
    return new FlinkJobRunner(flink);
  }

  @Override
  public String name() {
    return "flink";
  }

  @Override
  public RunnerTraits traits() {
    return TRAITS;
  }

  @Override
  public Collection<Class<? extends PipelineOptions>> options() {
    return List.of(EmbeddedFlinkOptions.class);
  }

  @Override
  public List<String> withDefaults(List<String> arguments) {
    FlinkArguments.requireSafe(arguments);
    return FlinkArguments.withDefaults(arguments);
  }

  @Override
  public RunningJob start(JobSpec spec, Consumer<String> progress) throws Exception {
    FlinkPipelineOptions options = spec.options().as(FlinkPipelineOptions.class);
    if (!options.getFlinkMaster().equals(NO_CLUSTER)) {
      FlinkCluster.await(options.getFlinkMaster(), spec.startupTimeout(), progress);
      if (options.getFilesToStage() == null) {
        options.setFilesToStage(FlinkCluster.filesToStage());
      }
      PreparedJob job = prepare(spec, options, progress);
      return new ClusterRunningJob(run(job), monitor(options), job);
    }
    if (shared != null) {
      shared.configure(options);
      PreparedJob job = prepare(spec, options, progress);
      return EmbeddedRunningJob.on(shared, run(job), monitor(options), job);
    }
    EmbeddedHome home =
        EmbeddedHome.open(
            stateFolder(spec),
            options.getParallelism(),
            options.as(EmbeddedFlinkOptions.class).getMetricsPort(),
            maxRestarts(spec));
    try {
      boolean hasCheckpoints = !spec.isBounded() && spec.delivery() != Delivery.AT_MOST_ONCE;
      boolean givesSavepoint = options.getSavepointPath() != null;
      if (hasCheckpoints && !givesSavepoint) {
        home.checkpoint().ifPresent(checkpoint -> resume(options, checkpoint, progress));
      }
      home.flink().configure(options);
      boolean resumes = hasCheckpoints && home.checkpoint().isPresent() && !givesSavepoint;
      PreparedJob job =
          hasCheckpoints && !givesSavepoint && home.incarnation().isPresent()
              ? prepare(spec, life(resumes, home.incarnation().getAsLong()), progress)
              : prepare(spec, options, progress);
      if (hasCheckpoints) {
        home.folder().noteIncarnation(job.run().incarnation());
      }
      return EmbeddedRunningJob.in(home, run(job), monitor(options), job);
    } catch (Exception e) {
      home.close();
      throw e;
    }
  }

  private static JobLife life(boolean resumes, long incarnation) {
    return resumes ? JobLife.of(incarnation) : JobLife.begun(incarnation);
  }

  private static PreparedJob prepare(
      JobSpec spec, FlinkPipelineOptions options, Consumer<String> progress) throws Exception {
    JobLife life = options.getSavepointPath() == null ? JobLife.WITHOUT_STATE : JobLife.WITH_STATE;
    return prepare(spec, life, progress);
  }

  private static PreparedJob prepare(JobSpec spec, JobLife life, Consumer<String> progress)
      throws Exception {
    return new JobPreparation(spec, progress).prepare(life);
  }

  private static PipelineResult run(PreparedJob job) {
    return CountingPipeline.of(job, TRAITS).create().run();
  }

  private static JobMonitor monitor(FlinkPipelineOptions options) {
    return JobMonitor.of(options);
  }

  private static void resume(
      FlinkPipelineOptions options, Path checkpoint, Consumer<String> progress) {
    progress.accept("Going on from the checkpoint " + checkpoint + ".");
    options.setSavepointPath(checkpoint.toUri().toString());
  }

  private static int maxRestarts(JobSpec spec) {
    Integer given = spec.options().as(EmbeddedFlinkOptions.class).getMaxRestarts();
    if (given == null) {
      return spec.isBounded() ? MAX_RESTARTS_OF_FILES : EmbeddedFlink.NO_LIMIT;
    }
    if (given < 0) {
      throw new IllegalArgumentException(
          "--max-restarts=" + given + " is out of range; write 0 or more.");
    }
    return given;
  }

  /** A tail has no offsets in Kafka, so its state has the name of its files. */
  private static String stateName(JobSpec spec) {
    return spec.input() instanceof JobSpec.Input.Tail tail
        ? spec.consumerGroup()
            + "-tail-"
            + Hashing.sha256()
                .hashString(tail.files().toString(), StandardCharsets.UTF_8)
                .toString()
                .substring(0, STATE_NAME_DIGITS)
        : spec.consumerGroup();
  }

  private static StateFolder stateFolder(JobSpec spec) {
    String given = spec.options().as(EmbeddedFlinkOptions.class).getStateFolder();
    if (given != null) {
      return StateFolder.lasting(Path.of(given));
    }
    return spec.isBounded()
        ? StateFolder.temporary()
        : StateFolder.lasting(
            Path.of(System.getProperty("user.home"), ".quipu", "state", stateName(spec)));
  }
}
