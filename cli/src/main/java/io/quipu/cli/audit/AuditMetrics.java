package io.quipu.cli.audit;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quipu.cli.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The metrics of audits that go on, for Prometheus at {@code /metrics}. Thread-safe. */
final class AuditMetrics implements AutoCloseable {
  private static final int NO_METRICS = 0;
  private static final int HIGHEST_PORT = 65_535;
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicLong auditedUntil = new AtomicLong();
  private final AtomicLong wrongRows = new AtomicLong();
  private final Timer audits =
      Timer.builder("quipu.audit.audits")
          .description("How long audits of hours, days and months took.")
          .register(registry);
  private final Counter rows =
      Counter.builder("quipu.audit.rows")
          .description("How many stored rows were compared.")
          .register(registry);
  private final Counter failures =
      Counter.builder("quipu.audit.failures")
          .description("How many audits failed and were tried again.")
          .register(registry);
  private final @Nullable HttpServer server;

  private AuditMetrics(@Nullable HttpServer server) {
    this.server = server;
    Gauge.builder("quipu.audit.until", auditedUntil, AtomicLong::doubleValue)
        .description("The end of the last hour that was audited, since 1970.")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("quipu.audit.wrong.rows", wrongRows, AtomicLong::doubleValue)
        .description("How many rows the last audits have found wrong.")
        .register(registry);
  }

  /**
   * Shows the metrics.
   *
   * @param port at which port, on all addresses of the machine; 0 for none
   * @throws UsageException if the port cannot be listened at
   */
  static AuditMetrics at(int port) {
    if (port == NO_METRICS) {
      return new AuditMetrics(null);
    }
    try {
      if (port < 0 || port > HIGHEST_PORT) {
        throw new IOException("no port");
      }
      HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
      AuditMetrics metrics = new AuditMetrics(server);
      server.createContext(
          "/metrics",
          exchange -> {
            byte[] text = metrics.registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", TEXT);
            exchange.sendResponseHeaders(200, text.length);
            try (OutputStream body = exchange.getResponseBody()) {
              body.write(text);
            }
          });
      server.start();
      return metrics;
    } catch (IOException e) {
      throw new UsageException(
          "--audit-metrics-port=%d cannot be listened at; choose another port from 1 to %d."
              .formatted(port, HIGHEST_PORT));
    }
  }

  void audited(long compared, Duration took) {
    rows.increment((double) compared);
    audits.record(took);
  }

  void standing(Instant until, long wrong) {
    auditedUntil.set(until.getEpochSecond());
    wrongRows.set(wrong);
  }

  void failed() {
    failures.increment();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }
}
