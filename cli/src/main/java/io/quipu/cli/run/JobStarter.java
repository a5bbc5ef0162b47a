package io.quipu.cli.run;

import io.quipu.pipeline.CountingJob;
import io.quipu.pipeline.CountingOptions;
import io.quipu.pipeline.Delivery;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.runners.flink.EmbeddedFlinkOptions;
import io.quipu.runners.flink.FlinkCluster;
import io.quipu.runners.flink.JobMonitor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;

/** Starts a job where its options say. */
public final class JobStarter {
  /** What Beam calls it when no cluster was named. */
  private static final String NO_CLUSTER = "[auto]";

  private final Consumer<String> progress;

  /**
   * @param progress is told in a line what takes long
   */
  public JobStarter(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * Waits for Kafka and Cassandra, makes the tables if need be, and starts the job.
   *
   * @param arguments options of the job, of Beam and of the runner, each {@code --name=value};
   *     {@code --runner} is flink or direct
   * @throws CatalogException if the catalog has mistakes
   * @throws io.quipu.pipeline.StartupException if something that the job needs is not there
   * @throws IllegalArgumentException if an option is wrong
   */
  public RunningJob start(List<String> arguments) throws Exception {
    CountingOptions options = JobOptions.parse(arguments);
    CountingJob job = new CountingJob(options, progress);
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    EmbeddedHome home = null;
    try {
      if (JobOptions.isFlink(arguments) && isEmbedded(flink)) {
        home = embed(options, job);
      } else if (JobOptions.isFlink(arguments)) {
        FlinkCluster.await(flink.getFlinkMaster(), job.startupTimeout(), progress);
        if (flink.getFilesToStage() == null) {
          flink.setFilesToStage(FlinkCluster.filesToStage());
        }
      }
      if (flink.getSavepointPath() != null) {
        // The state says where to read on; what the group has committed is the same, and must stay.
        options.setStartFrom("committed");
      }
      boolean hasState = flink.getSavepointPath() != null;
      Pipeline pipeline = job.pipeline(new JobTables(job, progress).lineages(hasState));
      JobMonitor monitor = JobOptions.isFlink(arguments) ? JobMonitor.of(flink) : null;
      return new RunningJob(pipeline.run(), home, monitor, job.isBounded());
    } catch (Exception e) {
      if (home != null) {
        home.close();
      }
      throw e;
    }
  }

  private static boolean isEmbedded(FlinkPipelineOptions options) {
    return options.getFlinkMaster().equals(NO_CLUSTER);
  }

  private EmbeddedHome embed(CountingOptions options, CountingJob job) throws Exception {
    FlinkPipelineOptions flinkOptions = options.as(FlinkPipelineOptions.class);
    EmbeddedHome home =
        EmbeddedHome.open(
            stateFolder(options, job),
            flinkOptions.getParallelism(),
            options.as(EmbeddedFlinkOptions.class).getMetricsPort());
    boolean hasCheckpoints = !job.isBounded() && job.delivery() != Delivery.AT_MOST_ONCE;
    if (hasCheckpoints && flinkOptions.getSavepointPath() == null) {
      home.checkpoint().ifPresent(checkpoint -> resume(options, checkpoint));
    }
    home.flink().configure(flinkOptions);
    return home;
  }

  private void resume(CountingOptions options, Path checkpoint) {
    progress.accept("Going on from the checkpoint " + checkpoint + ".");
    options.as(FlinkPipelineOptions.class).setSavepointPath(checkpoint.toUri().toString());
  }

  private static StateFolder stateFolder(CountingOptions options, CountingJob job) {
    String given = options.as(EmbeddedFlinkOptions.class).getStateFolder();
    if (given != null) {
      return StateFolder.lasting(Path.of(given));
    }
    return job.isBounded()
        ? StateFolder.temporary()
        : StateFolder.lasting(
            Path.of(System.getProperty("user.home"), ".quipu", "state", job.consumerGroup()));
  }
}
