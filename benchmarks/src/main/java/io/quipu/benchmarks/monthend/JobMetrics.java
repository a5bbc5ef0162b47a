package io.quipu.benchmarks.monthend;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** Reads the metrics of a job at its port for Prometheus. */
final class JobMetrics {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final int port;

  private JobMetrics(int port) {
    this.port = port;
  }

  /** The metrics of a job that will use a port that is free now. */
  static JobMetrics atFreePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return new JobMetrics(free.getLocalPort());
    }
  }

  /** The option of the job. */
  String option() {
    return "--metrics-port=" + port;
  }

  /** All values now, as text; empty if the job does not answer. */
  Sample read() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(PATIENCE)
            .build();
    try {
      return new Sample(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return new Sample("");
    }
  }

  /** The values at one time. */
  record Sample(String text) {
    /** The sum of all subtasks; 0 if no subtask has a value. */
    double sum(String metric) {
      return values(metric).sum();
    }

    /** The largest value of a subtask; 0 if no subtask has a value. */
    double max(String metric) {
      return values(metric).max().orElse(0);
    }

    private DoubleStream values(String metric) {
      return text.lines()
          .filter(line -> !line.startsWith("#") && name(line).endsWith(metric))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .filter(Double::isFinite);
    }

    private static String name(String line) {
      int labels = line.indexOf('{');
      return labels < 0 ? line.substring(0, line.lastIndexOf(' ')) : line.substring(0, labels);
    }
  }
}
