package io.quipu.server.api;

import io.quipu.server.http.HttpServer;
import io.quipu.server.http.ServerMetrics;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;

/** The query API over HTTP, until it is closed. */
public final class ApiServer implements AutoCloseable {
  private final Api api;
  private final HttpServer server;

  private ApiServer(Api api, HttpServer server) {
    this.api = api;
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param reader whose session stays the caller's
   * @param gate who is let in; an open one at this machine's own address only
   * @param address port 0 takes one that is free
   * @throws IllegalArgumentException if it cannot listen there
   */
  public static ApiServer start(CountsReader reader, KeyCheck gate, InetSocketAddress address) {
    ServerMetrics metrics = new ServerMetrics();
    Api api = new Api(reader, metrics, Clock.systemUTC());
    try {
      return new ApiServer(api, HttpServer.start(address, api.routes(), gate, metrics));
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /** Where it listens. */
  public URI uri() {
    return server.uri();
  }

  @Override
  public void close() {
    api.close();
    server.close();
  }
}
