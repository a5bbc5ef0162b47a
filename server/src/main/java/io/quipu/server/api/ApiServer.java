package io.quipu.server.api;

import io.quipu.server.api.firings.RecentFirings;
import io.quipu.server.http.HttpServer;
import io.quipu.server.http.ServerMetrics;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;

/** The server of the query API. It answers over HTTP until it is closed. */
public final class ApiServer implements AutoCloseable {
  private final RecentFirings firings;
  private final ServerMetrics metrics;
  private final HttpServer server;
  private volatile Api api;

  private ApiServer(Api api, RecentFirings firings, ServerMetrics metrics, HttpServer server) {
    this.api = api;
    this.firings = firings;
    this.metrics = metrics;
    this.server = server;
  }

  /**
   * Starts a server that shows no firings: see {@link #start(CountsReader, RecentFirings, KeyCheck,
   * InetSocketAddress)}.
   */
  public static ApiServer start(CountsReader reader, KeyCheck gate, InetSocketAddress address) {
    return start(reader, RecentFirings.NONE, gate, address);
  }

  /**
   * Starts the server.
   *
   * @param reader reads the counts; the caller closes its session
   * @param firings the firings that it shows
   * @param gate checks the keys; an open gate is allowed at a loopback address only
   * @param address where to listen; port 0 chooses a free port
   * @throws IllegalArgumentException if the server cannot listen there
   */
  public static ApiServer start(
      CountsReader reader, RecentFirings firings, KeyCheck gate, InetSocketAddress address) {
    ServerMetrics metrics = new ServerMetrics();
    Api api = new Api(reader, firings, metrics, Clock.systemUTC());
    try {
      HttpServer http = HttpServer.start(address, api.routes(), gate, metrics);
      ApiServer server = new ApiServer(api, firings, metrics, http);
      metrics.showListeners(() -> server.api.listeners());
      return server;
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /**
   * Answers from another reader. An answer is wholly of one reader. Streams of events end, so that
   * their clients ask again.
   *
   * @param reader reads the counts from now on; the caller closes its session
   */
  public void use(CountsReader reader) {
    Api before = api;
    Api next = new Api(reader, firings, metrics, Clock.systemUTC());
    api = next;
    server.use(next.routes());
    before.close();
  }

  /** The address at which the server listens. */
  public URI uri() {
    return server.uri();
  }

  @Override
  public void close() {
    api.close();
    server.close();
  }
}
