package io.quipu.server.api;

import io.quipu.server.http.Reply;
import io.quipu.server.http.Route;
import io.quipu.server.http.ServerMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/** The routes with which a machine watches the server: whether it runs, and its metrics. */
final class OperationRoutes {
  private static final String METRICS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final TimedCounts counts;
  private final ServerMetrics metrics;

  OperationRoutes(TimedCounts counts, ServerMetrics metrics) {
    this.counts = counts;
    this.metrics = metrics;
  }

  /** The state of the server. */
  record State(String status) {}

  /** The routes, which need no key. */
  List<Route> routes() {
    return List.of(
        Route.get("/health")
            .summary("Whether the server runs.")
            .answer(State.class)
            .handling(call -> Reply.json(new State("up")))
            .build(),
        Route.get("/ready")
            .summary("Whether Cassandra answers.")
            .answer(State.class)
            .handling(call -> ready())
            .build(),
        Route.get("/metrics")
            .summary("The metrics of the server, for Prometheus.")
            .mediaTypes(List.of("text/plain"))
            .handling(
                call ->
                    new Reply.Whole(
                        HttpStatus.OK_200,
                        METRICS_TEXT,
                        metrics.text().getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  private Reply ready() {
    counts.ask(reader -> reader.directory().of("any"));
    return Reply.json(new State("ready"));
  }
}
