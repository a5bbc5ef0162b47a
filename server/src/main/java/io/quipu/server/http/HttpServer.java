package io.quipu.server.http;

import io.quipu.server.keys.KeyCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP server that answers the requests of its routes until it is closed. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /**
   * The most threads. A request that waits for Cassandra holds one; further requests wait in a
   * queue.
   */
  private static final int THREADS = 64;

  /**
   * The most bytes of the headers and the URL: enough for several percent-encoded values of some
   * kilobytes.
   */
  private static final int MAX_HEADERS = 64 * 1024;

  /** How long answers that are being written may take when the server closes. */
  private static final long STOP_MILLIS = 5_000;

  private final Server server;
  private final ServerConnector connector;
  private final Dispatcher dispatcher;
  private final String host;

  private HttpServer(Server server, ServerConnector connector, Dispatcher dispatcher, String host) {
    this.server = server;
    this.connector = connector;
    this.dispatcher = dispatcher;
    this.host = host;
  }

  /**
   * Starts a server.
   *
   * @param address where to listen; port 0 chooses a free port
   * @throws IllegalArgumentException if the server cannot listen at the address, or if the gate is
   *     open and other machines can reach the address
   */
  public static HttpServer start(
      InetSocketAddress address, List<Route> routes, KeyCheck gate, ServerMetrics metrics) {
    requireSafe(address, gate);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 8);
    threads.setName("http");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(MAX_HEADERS);
    // Names can contain any character, even slashes. Paths are matched before they are decoded.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    server.addConnector(connector);
    Dispatcher dispatcher = new Dispatcher(routes, gate, new StaticFiles(), metrics);
    server.setHandler(dispatcher);
    server.setErrorHandler(
        (request, response, callback) -> {
          int status = response.getStatus();
          ResponseWriter.write(request, response, Problem.of(status, refusal(status)), callback);
          return true;
        });
    server.setStopTimeout(STOP_MILLIS);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "Nothing can listen at "
              + address.getHostString()
              + ":"
              + address.getPort()
              + "; choose another address or port by --listen.",
          e);
    }
    return new HttpServer(server, connector, dispatcher, address.getHostString());
  }

  /**
   * Parses an address such as {@code 127.0.0.1:8088}.
   *
   * @throws IllegalArgumentException if the text is not such an address
   */
  public static InetSocketAddress address(String words) {
    int colon = words.lastIndexOf(':');
    try {
      if (colon > 0) {
        InetAddress host = InetAddress.getByName(words.substring(0, colon));
        return new InetSocketAddress(host, Integer.parseInt(words.substring(colon + 1)));
      }
    } catch (IllegalArgumentException | UnknownHostException e) {
      // Then it is refused below.
    }
    throw new IllegalArgumentException(
        "'" + words + "' is not an address to listen at; write host:port, such as 127.0.0.1:8088.");
  }

  /**
   * Checks that a server without keys can be reached from this machine only.
   *
   * @throws IllegalArgumentException if other machines can reach it
   */
  public static void requireSafe(InetSocketAddress address, KeyCheck gate) {
    if (gate.isOpen() && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "Without keys the server shows all counts to whoever reaches it, so it listens at"
              + " 127.0.0.1 only; name a file of keys by --api-keys to listen at "
              + address.getHostString()
              + ".");
    }
  }

  /** The message for a request that Jetty refuses before it reaches a route. */
  private static String refusal(int status) {
    return switch (status) {
      case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          "The address or the headers are longer than 64 KiB; ask by POST, or for less at a time.";
      case HttpStatus.BAD_REQUEST_400 ->
          "This is not an HTTP request, or its URL is not percent-encoded; encode each name.";
      default -> "The request cannot be answered: " + HttpStatus.getMessage(status) + ".";
    };
  }

  /** The address at which the server listens. */
  public URI uri() {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + connector.getLocalPort() + "/");
  }

  /** Answers requests that come from now on by other routes. */
  public void use(List<Route> routes) {
    dispatcher.use(routes);
  }

  /** Stops the server. Waits up to 5 seconds for running answers, then closes their connections. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException e) {
      // Jetty throws this after it has closed all connections, so the server has stopped.
      LOG.warn("The server stopped while it was still answering.");
    } catch (Exception e) {
      throw new IllegalStateException("The server does not stop.", e);
    }
  }
}
