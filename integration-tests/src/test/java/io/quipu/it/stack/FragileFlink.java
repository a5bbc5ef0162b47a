package io.quipu.it.stack;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.options.CountingOptions;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.start.JobLife;
import io.quipu.pipeline.start.JobPreparation;
import io.quipu.runners.flink.FlinkArguments;
import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.runners.flink.FlinkJobRunner;
import io.quipu.runners.flink.embedded.CheckpointFolder;
import io.quipu.runners.flink.embedded.EmbeddedFlinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.jspecify.annotations.Nullable;

/** A Flink cluster in this process, configured as the product's, that can lose its tasks. */
public final class FragileFlink implements AutoCloseable {
  private static final int SLOTS = 2;

  /** Short, because tests wait for checkpoints. */
  private static final int CHECKPOINT_MILLIS = 3_000;

  private final Path folder;
  private final Path configuration;
  private final MiniCluster cluster;

  private FragileFlink(Path folder, Path configuration, MiniCluster cluster) {
    this.folder = folder;
    this.configuration = configuration;
    this.cluster = cluster;
  }

  /** Starts a cluster, with its state in a folder. */
  public static FragileFlink start(Path folder) throws Exception {
    Path files = FlinkConfiguration.write(folder);
    Configuration configuration = GlobalConfiguration.loadConfiguration(files.toString());
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
    cluster.start();
    return new FragileFlink(folder, files, cluster);
  }

  /**
   * Starts a job with the options of a user.
   *
   * @param beforeRun runs when the job is set up with Kafka, before it is submitted
   */
  public Job start(List<String> arguments, Runnable beforeRun) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.add("--parallelism=" + SLOTS);
    boolean decided =
        all.stream()
            .anyMatch(
                one ->
                    one.startsWith("--checkpointingInterval=")
                        || one.equals("--delivery=at-most-once"));
    if (!decided) {
      all.add("--checkpointingInterval=" + CHECKPOINT_MILLIS);
    }
    CountingOptions options =
        JobArguments.parse(FlinkArguments.withDefaults(all), List.of(EmbeddedFlinkOptions.class));
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    flink.setFlinkMaster(cluster.getRestAddress().get().getAuthority());
    flink.setFlinkConfDir(configuration.toString());
    flink.setFilesToStage(List.of(emptyJar().toString()));
    JobPreparation preparation = new JobPreparation(JobSpec.parse(options), progress -> {});
    Pipeline pipeline =
        CountingPipeline.of(preparation.prepare(JobLife.WITHOUT_STATE), FlinkJobRunner.TRAITS)
            .create();
    beforeRun.run();
    return new Job(pipeline.run());
  }

  /** Whether a checkpoint is complete. */
  public boolean hasCheckpoint() {
    return CheckpointFolder.latest(folder).isPresent();
  }

  /** Whether a checkpoint was begun, even if it is not complete. */
  public boolean hasBegunCheckpoint() throws Exception {
    return begunCheckpoints() > 0;
  }

  /** The number of checkpoints begun. */
  public long begunCheckpoints() throws Exception {
    CheckpointStatsCounts counts = checkpoints();
    return counts == null ? 0 : counts.getTotalNumberOfCheckpoints();
  }

  /** The number of complete checkpoints. */
  public long completedCheckpoints() throws Exception {
    CheckpointStatsCounts counts = checkpoints();
    return counts == null ? 0 : counts.getNumberOfCompletedCheckpoints();
  }

  /** Makes a checkpoint, and waits until it is complete. */
  public void makeCheckpoint() throws Exception {
    for (JobStatusMessage job : cluster.listJobs().get()) {
      cluster.triggerCheckpoint(job.getJobId()).get();
    }
  }

  private @Nullable CheckpointStatsCounts checkpoints() throws Exception {
    for (JobStatusMessage job : cluster.listJobs().get()) {
      CheckpointStatsSnapshot checkpoints =
          cluster.getExecutionGraph(job.getJobId()).get().getCheckpointStatsSnapshot();
      if (checkpoints != null) {
        return checkpoints.getCounts();
      }
    }
    return null;
  }

  /** Loses all tasks, as if their machine failed, and adds a new task manager. */
  public void loseTasks() throws Exception {
    cluster.terminateTaskManager(0).get();
    cluster.startTaskManager();
  }

  private Path emptyJar() throws IOException {
    Path jar = folder.resolve("no-classes.jar");
    new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
    return jar;
  }

  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
