package io.quipu.server.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/** The metrics of the server, for Prometheus. Thread-safe. */
public final class ServerMetrics {
  private static final Duration[] STEPS = {
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer reads =
      Timer.builder("quipu.cassandra.reads")
          .description("How long questions to Cassandra took, each with all of its pages.")
          .serviceLevelObjectives(STEPS)
          .register(registry);

  /** Asks Cassandra, and measures how long it takes. */
  public <T> T timed(Supplier<T> question) {
    long start = System.nanoTime();
    try {
      return question.get();
    } finally {
      reads.record(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** Adds a gauge of the clients that listen to events. */
  public void showListeners(Supplier<Number> number) {
    Gauge.builder("quipu.http.listeners", number)
        .description("How many clients listen to events.")
        .register(registry);
  }

  void answered(String method, String route, int status, Duration time) {
    Timer.builder("quipu.http.requests")
        .description("How long answers took, from the request's arrival to their last byte.")
        .tag("method", method)
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(STEPS)
        .register(registry)
        .record(time);
  }

  /** All metrics in the text format of Prometheus. */
  public String text() {
    return registry.scrape();
  }
}
