package io.quipu.runners.flink.embedded;

import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.runners.spi.JobException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.apache.flink.configuration.RestartStrategyOptions;
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
 * A Flink cluster in this process. Jobs are submitted to it as to any cluster.
 *
 * <p>Beam can start a Flink too. But that Flink stops as soon as its job ends, and the job's state
 * and metrics are lost. It also cannot start a job from a savepoint.
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final long RETRY_MILLIS = 200;
  private static final int NO_METRICS = 0;

  /** A job is started again as often as it fails. */
  public static final int NO_LIMIT = -1;

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
   * Starts Flink, with its web page on a free port of this machine.
   *
   * @param folder the folder for state, checkpoints and savepoints
   * @param slots how many subtasks of a stage can run at once
   */
  public static EmbeddedFlink start(Path folder, int slots) throws Exception {
    return start(folder, slots, NO_METRICS, NO_LIMIT);
  }

  /**
   * Starts Flink, with its metrics on a port for Prometheus.
   *
   * @param metricsPort at which port; 0 for none
   * @param maxRestarts how many times in a row a job that failed is started again; {@link
   *     #NO_LIMIT} for as often as it fails
   * @throws IllegalArgumentException if the port is none, or is taken
   */
  public static EmbeddedFlink start(Path folder, int slots, int metricsPort, int maxRestarts)
      throws Exception {
    requireFree(metricsPort);
    Path files = FlinkConfiguration.write(folder, restarts(maxRestarts));
    Configuration configuration = GlobalConfiguration.loadConfiguration(files.toString());
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    // Flink updates metrics every 10 seconds by default, which is too slow for a live display.
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

  private static Map<String, String> restarts(int max) {
    return switch (max) {
      case NO_LIMIT -> Map.of();
      case 0 -> Map.of(RestartStrategyOptions.RESTART_STRATEGY.key(), "none");
      default ->
          Map.of(
              RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS.key(),
              Integer.toString(max));
    };
  }

  /** Checks the port here, because Flink would only log the error and continue without metrics. */
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

  /** Sets the options of a job so that it runs on this Flink. */
  public void configure(FlinkPipelineOptions options) {
    options.setFlinkMaster(web.getAuthority());
    options.setFlinkConfDir(configuration.toString());
    // This process already has the classes. Beam treats an empty list as not given, and would copy
    // the whole class path into Flink.
    options.setFilesToStage(List.of(noClasses.toString()));
  }

  /** The address of the web page and REST API. */
  public URI webAddress() {
    return web;
  }

  /**
   * The metrics of a job that has ended. They do not come from Flink's REST API, which Beam uses,
   * because it returns old values for some seconds after the end.
   *
   * @param name of the job
   */
  public MetricResults metrics(String name) throws InterruptedException {
    MetricsContainerStepMap all = new MetricsContainerStepMap();
    try {
      for (JobStatusMessage job : jobs(name)) {
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

  private List<JobStatusMessage> jobs(String name) throws ExecutionException, InterruptedException {
    return cluster.listJobs().get().stream().filter(job -> job.getJobName().equals(name)).toList();
  }

  /** Whether a job has ended, also by failure or cancellation. */
  public boolean hasEnded(String name) throws InterruptedException {
    try {
      return jobs(name).stream().allMatch(job -> job.getJobState().isGloballyTerminalState());
    } catch (ExecutionException e) {
      throw new IllegalStateException("Flink does not list its jobs.", e);
    }
  }

  /** The failure of a job, if it failed. */
  public Optional<Throwable> failure(String name) throws InterruptedException {
    try {
      for (JobStatusMessage job : jobs(name)) {
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
   * Drains a job, and waits until it has ended. All windows and timers fire. All records that were
   * read are counted and written, and all pages are spilled.
   *
   * @throws JobException if the job cannot be drained; it then continues
   */
  public void drain(String name) throws InterruptedException {
    try {
      for (JobStatusMessage job : jobs(name)) {
        if (!job.getJobState().isGloballyTerminalState()) {
          drain(job.getJobId());
        }
      }
    } catch (ExecutionException e) {
      throw new JobException(
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
        // The job has just started and will run soon.
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

  /** Stops Flink and its jobs. */
  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
