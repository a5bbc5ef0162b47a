package io.quipu.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quipu.server.keys.Access;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request in the access log and the metrics, with its route, its company and the name of its
 * key. It holds neither the secret nor other parameters, because they can contain personal data.
 */
final class AccessRecord {
  private static final Logger LOG = LoggerFactory.getLogger("io.quipu.server.access");

  private final long start = System.nanoTime();
  private final Instant time = Clock.systemUTC().instant();
  private final String method;
  private String route = "none";
  private String company = "";
  private String key = "";

  AccessRecord(String method) {
    this.method = method;
  }

  void of(String path) {
    route = path;
  }

  void of(String path, String itsCompany) {
    route = path;
    company = itsCompany;
  }

  void by(Access access) {
    key = access.name();
  }

  void end(Request request, Response response, ServerMetrics metrics) {
    long nanos = System.nanoTime() - start;
    metrics.answered(method, route, response.getStatus(), Duration.ofNanos(nanos));
    if (LOG.isInfoEnabled()) {
      LOG.info(line(nanos, response.getStatus(), Response.getContentBytesWritten(response)));
    }
  }

  private String line(long nanos, int status, long bytes) {
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("time", time.toString())
            .put("method", method)
            .put("route", route)
            .put("status", status)
            .put("micros", TimeUnit.NANOSECONDS.toMicros(nanos))
            .put("bytes", bytes);
    if (!company.isEmpty()) {
      line.put("company", company);
    }
    if (!key.isEmpty()) {
      line.put("key", key);
    }
    try {
      return JsonRecords.mapper().writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A line of the log cannot be written as JSON.", e);
    }
  }
}
