package io.quipu.runners.flink.embedded;

import io.quipu.runners.flink.FlinkConfiguration;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.metrics.FlinkMetricContainer;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.FlinkException;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;

/**
 * A Flink in this process. Jobs are submitted to it as to any cluster.
 *
 * <p>Beam can start one by itself, but that one is gone in the moment in which its job ends, and
 * with it the job's state and metrics; nor can it start from a savepoint.
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final long RETRY_MILLIS = 200;
  private static final int NO_METRICS = 0;

  private final Path configuration;
  private final Path noClasses;
  private final MiniCluster cluster;
  private final URI web;

  private EmbeddedFlink(Path configuration, Path noClasses, MiniCluster cluster, URI web) {
    this.configuration = configuration;
    this.noClasses = noClasses;
    this.cluster = cluster;
    this.web = web;
  }

  /**
   * Starts one, with its web address on a free port of this machine.
   *
   * @param folder where state, checkpoints and savepoints are to be
   * @param slots how many subtasks of a stage can run at once
   */
  public static EmbeddedFlink start(Path folder, int slots) throws Exception {
    return start(folder, slots, NO_METRICS);
  }

  /**
   * Starts one that shows its metrics to Prometheus.
   *
   * @param metricsPort at which port; 0 for none
   * @throws IllegalArgumentException if the port is none, or is taken
   */
  public static EmbeddedFlink start(Path folder, int slots, int metricsPort) throws Exception {
    requireFree(metricsPort);
    Path files = FlinkConfiguration.write(folder);
    Configuration configuration = GlobalConfiguration.loadConfiguration(files.toString());
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    // People watch them.
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, 1_000L);
    if (metricsPort != NO_METRICS) {
      configuration.setString(
          "metrics.reporter.prom.factory.class", PrometheusReporterFactory.class.getName());
      configuration.setString("metrics.reporter.prom.port", Integer.toString(metricsPort));
    }
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new EmbeddedFlink(files, emptyJar(files), cluster, cluster.getRestAddress().get());
  }

  /** Flink would only log it, and go on without metrics. */
  private static void requireFree(int metricsPort) {
    if (metricsPort == NO_METRICS) {
      return;
    }
    try (ServerSocket free = new ServerSocket(metricsPort)) {
      free.setReuseAddress(true);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--metrics-port="
              + metricsPort
              + " cannot be listened at ("
              + e.getMessage()
              + "); name another port.",
          e);
    }
  }

  private static Path emptyJar(Path folder) throws IOException {
    Path jar = folder.resolve("no-classes.jar");
    new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
    return jar;
  }

  /** Makes a job's options run it here. */
  public void configure(FlinkPipelineOptions options) {
    options.setFlinkMaster(web.getAuthority());
    options.setFlinkConfDir(configuration.toString());
    // Its classes are here already. Beam takes an empty list for none given, and would copy the
    // whole class path into Flink.
    options.setFilesToStage(List.of(noClasses.toString()));
  }

  /** Its web page and interface. */
  public URI webAddress() {
    return web;
  }

  /**
   * The metrics of the jobs here that have ended. Beam asks Flink's web interface for them, which
   * answers for seconds with what was so before the end.
   */
  public MetricResults metrics() throws InterruptedException {
    MetricsContainerStepMap all = new MetricsContainerStepMap();
    try {
      for (JobStatusMessage job : cluster.listJobs().get()) {
        if (job.getJobState().isGloballyTerminalState()) {
          SerializedValue<OptionalFailure<Object>> metrics =
              cluster
                  .requestJobResult(job.getJobId())
                  .get()
                  .getAccumulatorResults()
                  .get(FlinkMetricContainer.ACCUMULATOR_NAME);
          if (metrics != null) {
            all.updateAll(
                (MetricsContainerStepMap)
                    metrics.deserializeValue(EmbeddedFlink.class.getClassLoader()).get());
          }
        }
      }
    } catch (ExecutionException | IOException | ClassNotFoundException | FlinkException e) {
      throw new IllegalStateException("Flink does not give the metrics of its jobs.", e);
    }
    return MetricsContainerStepMap.asAttemptedOnlyMetricResults(all);
  }

  /** Whether all jobs here have ended, in whatever way. */
  public boolean hasEnded() throws InterruptedException {
    try {
      return cluster.listJobs().get().stream()
          .allMatch(job -> job.getJobState().isGloballyTerminalState());
    } catch (ExecutionException e) {
      throw new IllegalStateException("Flink does not tell of its jobs.", e);
    }
  }

  /** Why a job here failed, if one did. */
  public Optional<Throwable> failure() throws InterruptedException {
    try {
      for (JobStatusMessage job : cluster.listJobs().get()) {
        if (job.getJobState().isGloballyTerminalState()) {
          JobResult result = cluster.requestJobResult(job.getJobId()).get();
          if (result.getSerializedThrowable().isPresent()) {
            return Optional.of(
                result
                    .getSerializedThrowable()
                    .get()
                    .deserializeError(EmbeddedFlink.class.getClassLoader()));
          }
        }
      }
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(e);
    }
  }

  /**
   * Lets the jobs here end as if their input had: all windows and timers fire, so that all that was
   * read is counted and written, and all pages leave state. Waits for that.
   *
   * @throws IllegalStateException if one cannot, and goes on
   */
  public void drain() throws InterruptedException {
    try {
      for (JobStatusMessage job : cluster.listJobs().get()) {
        if (!job.getJobState().isGloballyTerminalState()) {
          drain(job.getJobId());
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The job cannot be drained now: " + e.getCause() + "; try again, or stop it without.", e);
    }
  }

  private void drain(JobID job) throws ExecutionException, InterruptedException {
    while (true) {
      try {
        cluster.stopWithSavepoint(job, null, true, SavepointFormatType.CANONICAL).get();
        cluster.requestJobResult(job).get();
        return;
      } catch (ExecutionException e) {
        // It has just started, and soon is.
        if (!isNotYetRunning(e)) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  private static boolean isNotYetRunning(ExecutionException e) {
    return ExceptionUtils.findThrowable(e, CheckpointException.class)
        .map(CheckpointException::getCheckpointFailureReason)
        .filter(CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING::equals)
        .isPresent();
  }

  /** Stops it, and its jobs with it. */
  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
