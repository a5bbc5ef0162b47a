package io.quipu.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes answers. Compresses them if the client accepts it, and sends status 304 if the client
 * already has the answer.
 */
final class ResponseWriter {
  private static final int WORTH_COMPRESSING = 1_024;
  private static final String GZIP = "gzip";

  /** Separates the tags of If-None-Match. The tags of this server contain no comma. */
  private static final Pattern COMMA = Pattern.compile(",");

  /** Pages load scripts, styles and data from this server only, and cannot be shown in a frame. */
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final String DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

  private ResponseWriter() {}

  static void write(Request request, Response response, Reply.Whole reply, Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    secure(headers, reply.mediaType());
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache, private");
    reply.headers().forEach(headers::put);
    headers.put(HttpHeader.VARY, "Accept, Accept-Encoding, Authorization");
    if (reply.status() == HttpStatus.OK_200) {
      String tag = tag(reply.bytes());
      headers.put(HttpHeader.ETAG, tag);
      if (hasAlready(request, tag)) {
        response.setStatus(HttpStatus.NOT_MODIFIED_304);
        callback.succeeded();
        return;
      }
    }
    response.setStatus(reply.status());
    headers.put(HttpHeader.CONTENT_TYPE, reply.mediaType());
    byte[] body = reply.bytes();
    if (body.length >= WORTH_COMPRESSING
        && !reply.mediaType().startsWith("image/png")
        && request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains(GZIP)) {
      body = compress(body);
      headers.put(HttpHeader.CONTENT_ENCODING, GZIP);
    }
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  static void write(Request request, Response response, Problem problem, Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    if (problem.retryAfterSeconds() > 0) {
      headers.put(HttpHeader.RETRY_AFTER, problem.retryAfterSeconds());
    }
    if (!problem.allowedMethods().isEmpty()) {
      headers.put(HttpHeader.ALLOW, String.join(", ", problem.allowedMethods()));
    }
    if (problem.status() == HttpStatus.UNAUTHORIZED_401) {
      headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    Reply.Whole reply =
        new Reply.Whole(problem.status(), Problem.MEDIA_TYPE, JsonRecords.bytes(problem.body()));
    write(request, response, reply, callback);
  }

  /** Begins an answer of server-sent events. */
  static EventStream stream(Response response, Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    secure(headers, Reply.EVENTS);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    // Otherwise a proxy may buffer events.
    headers.put(new HttpField("X-Accel-Buffering", "no"));
    headers.put(HttpHeader.CONTENT_TYPE, Reply.EVENTS);
    response.setStatus(HttpStatus.OK_200);
    return new EventStream(response, callback);
  }

  private static void secure(HttpFields.Mutable headers, String mediaType) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put(
        "Content-Security-Policy", mediaType.startsWith("text/html") ? PAGE_POLICY : DATA_POLICY);
  }

  /** A weak tag, because the same answer may be compressed or not. */
  private static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return "W/\"" + HexFormat.of().formatHex(Arrays.copyOf(digest, 12)) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private static boolean hasAlready(Request request, String tag) {
    String quoted = tag.substring(2);
    return request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH).stream()
        .flatMap(COMMA::splitAsStream)
        .map(String::strip)
        .anyMatch(given -> given.equals("*") || given.equals(tag) || given.equals(quoted));
  }

  /** Compresses fast: each answer is sent only once, so time matters more than size. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 8_192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static byte[] compress(byte[] body) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new FastGzip(compressed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
