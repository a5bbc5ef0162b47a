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

/** Answers HTTP by routes, until it is closed. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Requests that wait for Cassandra hold a thread each; more wait in a queue. */
  private static final int THREADS = 64;

  /** A value of some kilobytes, percent-encoded, and several of them. */
  private static final int MAX_HEADERS = 64 * 1024;

  /** How long answers that are being written have to end when the server closes. */
  private static final long STOP_MILLIS = 5_000;

  private final Server server;
  private final ServerConnector connector;
  private final String host;

  private HttpServer(Server server, ServerConnector connector, String host) {
    this.server = server;
    this.connector = connector;
    this.host = host;
  }

  /**
   * Starts to listen.
   *
   * @param address port 0 takes one that is free
   * @throws IllegalArgumentException if the address cannot be had, or others than this machine
   *     reach it and the gate is open
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
    // Names are anything, slashes included; paths are matched before they are decoded.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    server.addConnector(connector);
    server.setHandler(new Dispatcher(routes, gate, new StaticFiles(), metrics));
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
    return new HttpServer(server, connector, address.getHostString());
  }

  /**
   * The address in words such as {@code 127.0.0.1:8088}.
   *
   * @throws IllegalArgumentException if it is none
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
        "'" + words + "' is no address to listen at; write host:port, such as 127.0.0.1:8088.");
  }

  /**
   * Makes sure that a gate that is open is out of others' reach.
   *
   * @throws IllegalArgumentException if it is not
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

  /** What the server says of requests that reach no route. */
  private static String refusal(int status) {
    return switch (status) {
      case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          "The address or the headers are longer than 64 KiB; ask by POST, or for less at a time.";
      case HttpStatus.BAD_REQUEST_400 ->
          "This is no HTTP request, or its address is not percent-encoded; encode each name.";
      default -> "The request cannot be answered: " + HttpStatus.getMessage(status) + ".";
    };
  }

  /** Where it listens. */
  public URI uri() {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + connector.getLocalPort() + "/");
  }

  /** Ends what is being answered, for some seconds, then cuts off what is left, and stops. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException e) {
      // Jetty says so after it has closed all connections: the server has stopped all the same.
      LOG.warn("The server stopped while it was still answering.");
    } catch (Exception e) {
      throw new IllegalStateException("The server does not stop.", e);
    }
  }
}
