package io.quipu.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quipu.server.openapi.Meaning;
import io.quipu.store.directory.NotCountedException;
import io.quipu.store.session.RequestFailures;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thrown when a request cannot be answered. The message says why and what to do. It is sent as the
 * JSON of RFC 9457.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

  /** The media type of a {@link ProblemDetails}. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** The problem as it is sent to the client. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ProblemDetails(
      @Meaning("Always about:blank: the status says what kind of problem it is.") String type,
      @Meaning("The status in words.") String title,
      @Meaning("The status of the answer.") int status,
      @Meaning("What is wrong, and what to do.") String detail,
      @Meaning("The name of the parameter that is wrong.") @Nullable String parameter) {}

  private final int status;
  private final @Nullable String parameter;
  private final int retryAfterSeconds;
  private final Set<String> allowedMethods;

  private Problem(int status, String detail, @Nullable String parameter, int retryAfterSeconds) {
    this(status, detail, parameter, retryAfterSeconds, Set.of());
  }

  private Problem(
      int status,
      String detail,
      @Nullable String parameter,
      int retryAfterSeconds,
      Set<String> allowedMethods) {
    super(detail, null, false, false);
    this.status = status;
    this.parameter = parameter;
    this.retryAfterSeconds = retryAfterSeconds;
    this.allowedMethods = Set.copyOf(allowedMethods);
  }

  public static Problem of(int status, String detail) {
    return new Problem(status, detail, null, 0);
  }

  /** The problem of a missing or wrong parameter. */
  public static Problem ofParameter(String parameter, String detail) {
    return new Problem(HttpStatus.BAD_REQUEST_400, detail, parameter, 0);
  }

  /**
   * The problem of a wrong method. The answer lists the allowed methods in the header Allow, as
   * HTTP demands.
   */
  public static Problem notAllowed(Set<String> allowedMethods) {
    return new Problem(
        HttpStatus.METHOD_NOT_ALLOWED_405,
        "This address takes " + String.join(" or ", new TreeSet<>(allowedMethods)) + " only.",
        null,
        0,
        allowedMethods);
  }

  /** A temporary problem: the client can ask again after some seconds. */
  public static Problem forNow(int status, String detail, int retryAfterSeconds) {
    return new Problem(status, detail, null, retryAfterSeconds);
  }

  /**
   * The problem of an unknown company. It is the same if the key may not see the company, so that a
   * key cannot find out which companies exist.
   */
  public static Problem unknownCompany(String company) {
    return of(
        HttpStatus.NOT_FOUND_404,
        "There are no counts of a company '"
            + company
            + "' that you may see; GET /v1/companies lists those there are.");
  }

  /** The problem for any exception. Errors of the program are also written to the log. */
  public static Problem from(RuntimeException e) {
    if (e instanceof Problem problem) {
      return problem;
    }
    if (e instanceof NotCountedException) {
      return of(HttpStatus.NOT_FOUND_404, String.valueOf(e.getMessage()));
    }
    if (RequestFailures.isInvalidRequest(e)) {
      return of(HttpStatus.BAD_REQUEST_400, "A name is longer than 64 KiB; give a shorter name.");
    }
    if (RequestFailures.isOfCassandra(e)) {
      LOG.debug("Cassandra", e);
      return forNow(
          HttpStatus.SERVICE_UNAVAILABLE_503,
          "Cassandra does not answer; ask again in a few seconds.",
          2);
    }
    if (e instanceof HttpException refusal) {
      return of(
          refusal.getCode(), "HTTP does not allow this request: " + refusal.getReason() + ".");
    }
    LOG.error("A request could not be answered", e);
    return of(
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        "This is an error in the server; its log says more. Please report it.");
  }

  public int status() {
    return status;
  }

  /** The seconds after which the client can ask again; 0 if this does not help. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** The allowed methods; empty if the method was not the problem. */
  public SortedSet<String> allowedMethods() {
    return new TreeSet<>(allowedMethods);
  }

  public ProblemDetails body() {
    return new ProblemDetails(
        "about:blank", HttpStatus.getMessage(status), status, detail(), parameter);
  }

  private String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
