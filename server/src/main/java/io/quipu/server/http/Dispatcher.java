package io.quipu.server.http;

import io.quipu.server.keys.Access;
import io.quipu.server.keys.KeyCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request, checks its key, and writes the answer or the problem. */
final class Dispatcher extends Handler.Abstract {
  private static final String COMPANY = "company";
  private static final int MAX_BODY = 256 * 1024;
  private static final String GET = HttpMethod.GET.asString();
  private static final String HEAD = HttpMethod.HEAD.asString();

  /** Host names that always mean this machine. */
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private volatile List<Route> routes;
  private final KeyCheck gate;
  private final StaticFiles files;
  private final ServerMetrics metrics;

  Dispatcher(List<Route> routes, KeyCheck gate, StaticFiles files, ServerMetrics metrics) {
    this.routes = List.copyOf(routes);
    this.gate = gate;
    this.files = files;
    this.metrics = metrics;
  }

  /** Answers requests that come from now on by other routes. */
  void use(List<Route> others) {
    routes = List.copyOf(others);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    AccessRecord exchange = new AccessRecord(request.getMethod());
    Request.addCompletionListener(request, failure -> exchange.end(request, response, metrics));
    try {
      Reply reply = reply(request, exchange);
      if (reply instanceof Reply.Whole whole) {
        ResponseWriter.write(request, response, whole, callback);
      } else if (HttpMethod.HEAD.is(request.getMethod())) {
        throw Problem.notAllowed(Set.of(GET));
      } else if (reply instanceof Reply.Events events) {
        events.source().add(ResponseWriter.stream(response, callback));
      }
    } catch (RuntimeException e) {
      ResponseWriter.write(request, response, Problem.from(e), callback);
    }
    return true;
  }

  private Reply reply(Request request, AccessRecord exchange) {
    requireOurName(request);
    String path = request.getHttpURI().getPath();
    String[] segments = path.substring(1).split("/", -1);
    boolean reads = isRead(request);
    String method = reads ? GET : request.getMethod();
    Set<String> allowed = new HashSet<>();
    for (Route route : routes) {
      Map<String, String> parameters = match(route, segments);
      if (parameters != null) {
        if (route.method().equals(method)) {
          exchange.of(route.path(), parameters.getOrDefault(COMPANY, ""));
          return reply(request, exchange, route, parameters);
        }
        allowed.add(route.method());
        if (route.method().equals(GET) && !route.mediaTypes().contains(Reply.EVENTS)) {
          allowed.add(HEAD);
        }
      }
    }
    if (!allowed.isEmpty()) {
      throw Problem.notAllowed(allowed);
    }
    Reply file = files.at(path).orElse(null);
    if (file != null) {
      exchange.of("files");
      if (!reads) {
        throw Problem.notAllowed(Set.of(GET, HEAD));
      }
      return file;
    }
    throw Problem.of(
        HttpStatus.NOT_FOUND_404, "There is nothing at this address; /docs shows what there is.");
  }

  private Reply reply(
      Request request, AccessRecord exchange, Route route, Map<String, String> parameters) {
    Access access = Access.OPEN;
    if (route.keyed()) {
      access = gate.enter(request.getHeaders().get(HttpHeader.AUTHORIZATION));
      exchange.by(access);
      String company = parameters.get(COMPANY);
      if (company != null && (company.isEmpty() || !access.maySee(company))) {
        throw Problem.unknownCompany(company);
      }
    }
    String accept = String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT));
    byte[] body = route.body().isPresent() ? body(request) : new byte[0];
    Map<String, List<String>> query = PercentEncoding.decodeQuery(request.getHttpURI().getQuery());
    ApiRequest.Names names = new ApiRequest.Names(parameters, query);
    return route
        .handling()
        .handle(new ApiRequest(route, names, access, accept.toLowerCase(Locale.ROOT), body));
  }

  /** The parameters in a path; null if the path does not match the route. */
  private static @Nullable Map<String, String> match(Route route, String[] path) {
    List<String> segments = route.segments();
    if (segments.size() != path.length) {
      return null;
    }
    List<Integer> parameters = new ArrayList<>();
    for (int i = 0; i < path.length; i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{")) {
        parameters.add(i);
      } else if (!segment.equals(path[i])) {
        return null;
      }
    }
    Map<String, String> values = new HashMap<>();
    for (int i : parameters) {
      String segment = segments.get(i);
      values.put(
          segment.substring(1, segment.length() - 1), PercentEncoding.decodeSegment(path[i]));
    }
    return values;
  }

  /**
   * Protects against DNS rebinding. A web page can use its own domain name for 127.0.0.1 in a
   * browser. It could then read a server that has no keys.
   */
  private void requireOurName(Request request) {
    String host = Request.getServerName(request);
    if (gate.isOpen() && (host == null || !LOCAL.contains(host.toLowerCase(Locale.ROOT)))) {
      throw Problem.of(
          HttpStatus.MISDIRECTED_REQUEST_421,
          "This server is open to its own machine only; call it by http://127.0.0.1 or"
              + " http://localhost, or start it with --api-keys.");
    }
  }

  private static boolean isRead(Request request) {
    return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
  }

  private static byte[] body(Request request) {
    String mediaType = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (mediaType == null || !mediaType.toLowerCase(Locale.ROOT).startsWith(Reply.JSON)) {
      throw Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "The body must be JSON; send it with Content-Type: application/json.");
    }
    byte[] body;
    try {
      body = Content.Source.asInputStream(request).readNBytes(MAX_BODY + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (body.length > MAX_BODY) {
      throw Problem.of(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "The body has more than " + MAX_BODY + " bytes; ask for fewer series at a time.");
    }
    return body;
  }
}
