package io.quipu.runners.flink;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.Delivery;
import io.quipu.pipeline.JobLife;
import io.quipu.pipeline.JobPreparation;
import io.quipu.pipeline.JobSpec;
import io.quipu.pipeline.PreparedJob;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.runners.flink.cluster.FlinkCluster;
import io.quipu.runners.flink.embedded.EmbeddedFlink;
import io.quipu.runners.flink.embedded.EmbeddedFlinkOptions;
import io.quipu.runners.flink.embedded.EmbeddedHome;
import io.quipu.runners.flink.embedded.StateFolder;
import io.quipu.runners.spi.JobRunner;
import io.quipu.runners.spi.RunningJob;
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
  public static final RunnerTraits TRAITS = new RunnerTraits(true, true, true, KeyGroups.OF_128);

  /** The value of Beam for the master if no cluster was named. */
  private static final String NO_CLUSTER = "[auto]";

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
      return new ClusterRunningJob(run(spec, options, progress), monitor(options), spec);
    }
    if (shared != null) {
      shared.configure(options);
      return EmbeddedRunningJob.on(shared, run(spec, options, progress), monitor(options), spec);
    }
    EmbeddedHome home =
        EmbeddedHome.open(
            stateFolder(spec),
            options.getParallelism(),
            options.as(EmbeddedFlinkOptions.class).getMetricsPort());
    try {
      boolean hasCheckpoints = !spec.isBounded() && spec.delivery() != Delivery.AT_MOST_ONCE;
      if (hasCheckpoints && options.getSavepointPath() == null) {
        home.checkpoint().ifPresent(checkpoint -> resume(options, checkpoint, progress));
      }
      home.flink().configure(options);
      return EmbeddedRunningJob.in(home, run(spec, options, progress), monitor(options), spec);
    } catch (Exception e) {
      home.close();
      throw e;
    }
  }

  private PipelineResult run(JobSpec spec, FlinkPipelineOptions options, Consumer<String> progress)
      throws Exception {
    JobLife life = options.getSavepointPath() == null ? JobLife.WITHOUT_STATE : JobLife.WITH_STATE;
    PreparedJob job = new JobPreparation(spec, TRAITS, progress).prepare(life);
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

  private static StateFolder stateFolder(JobSpec spec) {
    String given = spec.options().as(EmbeddedFlinkOptions.class).getStateFolder();
    if (given != null) {
      return StateFolder.lasting(Path.of(given));
    }
    return spec.isBounded()
        ? StateFolder.temporary()
        : StateFolder.lasting(
            Path.of(System.getProperty("user.home"), ".quipu", "state", spec.consumerGroup()));
  }
}
