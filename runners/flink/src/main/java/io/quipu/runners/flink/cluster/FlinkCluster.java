package io.quipu.runners.flink.cluster;

import io.quipu.io.StartupException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.construction.resources.PipelineResources;
import org.apache.flink.runtime.jobgraph.SavepointConfigOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Functions for a separate Flink cluster. */
public final class FlinkCluster {
  private static final Duration TRY = Duration.ofSeconds(5);

  /** The jars that are in Flink's own distribution. */
  private static final Pattern OF_FLINK =
      Pattern.compile(
          "/(flink-(annotations|clients|core|java|metrics-[a-z]+|optimizer|rpc-[a-z-]+|runtime"
              + "|runtime-web|shaded-[a-z0-9-]+|statebackend-rocksdb|streaming-java)|frocksdbjni)"
              + "-[0-9][^/]*\\.jar$");

  private FlinkCluster() {}

  /**
   * Waits until the cluster answers.
   *
   * @param master the host and port of its web page
   * @param progress receives a line of text if the cluster does not answer at once
   * @return the address of its web page
   * @throws StartupException if the cluster does not answer in time
   */
  public static URI await(String master, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    URI web = webAddress(master);
    HttpClient http = HttpClient.newBuilder().connectTimeout(TRY).build();
    HttpRequest overview = HttpRequest.newBuilder(web.resolve("/overview")).timeout(TRY).build();
    Instant deadline = Instant.now().plus(timeout);
    String problem =
        "Flink does not answer at " + master + "; start it, or name its address by --flinkMaster.";
    boolean told = false;
    while (true) {
      try {
        if (http.send(overview, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return web;
        }
        throw new IOException("Its answer is an error.");
      } catch (IOException e) {
        if (Instant.now().isAfter(deadline)) {
          throw new StartupException(
              problem + " It did not come within " + timeout.toSeconds() + " seconds.", e);
        }
        if (!told) {
          progress.accept(problem + " Waiting for it.");
          told = true;
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  /**
   * The files of this process's class path that a job needs on the cluster: all but those that each
   * Flink cluster has, which are about a third.
   */
  public static List<String> filesToStage() {
    return PipelineResources.detectClassPathResourcesToStage(
            FlinkCluster.class.getClassLoader(), PipelineOptionsFactory.create())
        .stream()
        .filter(file -> !OF_FLINK.matcher(file).find())
        .toList();
  }

  /** The savepoint from which the calling Flink starts the job, if any. */
  public static Optional<String> stateOfThisJob() {
    return StreamExecutionEnvironment.getExecutionEnvironment()
        .getConfiguration()
        .getOptional(SavepointConfigOptions.SAVEPOINT_PATH);
  }

  private static URI webAddress(String master) {
    try {
      URI web = URI.create("http://" + master);
      if (web.getHost() != null && web.getPort() > 0) {
        return web;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like an address without a port.
    }
    throw new IllegalArgumentException(
        "--flinkMaster=" + master + " is no address; write the host and port of Flink's web page.");
  }
}
