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

/** A request cannot be answered; the message says why and what to do. Becomes RFC 9457's JSON. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

  /** The media type of a {@link ProblemDetails}. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** What the client is told. */
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

  /** A parameter that is missing or wrong. */
  public static Problem ofParameter(String parameter, String detail) {
    return new Problem(HttpStatus.BAD_REQUEST_400, detail, parameter, 0);
  }

  /** An address that takes other methods; the answer names them in Allow, as HTTP demands. */
  public static Problem notAllowed(Set<String> allowedMethods) {
    return new Problem(
        HttpStatus.METHOD_NOT_ALLOWED_405,
        "This address takes " + String.join(" or ", new TreeSet<>(allowedMethods)) + " only.",
        null,
        0,
        allowedMethods);
  }

  /** What may be asked again after a while. */
  public static Problem forNow(int status, String detail, int retryAfterSeconds) {
    return new Problem(status, detail, null, retryAfterSeconds);
  }

  /** The same whether the company has no counts, or has some that the key may not see. */
  public static Problem unknownCompany(String company) {
    return of(
        HttpStatus.NOT_FOUND_404,
        "There are no counts of a company '"
            + company
            + "' that you may see; GET /v1/companies lists those there are.");
  }

  /** What a client is told of whatever went wrong; mistakes of the program go to the log. */
  public static Problem from(RuntimeException e) {
    if (e instanceof Problem problem) {
      return problem;
    }
    if (e instanceof NotCountedException) {
      return of(HttpStatus.NOT_FOUND_404, String.valueOf(e.getMessage()));
    }
    if (RequestFailures.isInvalidRequest(e)) {
      return of(
          HttpStatus.BAD_REQUEST_400, "A name is longer than 64 KiB, which no name here can be.");
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
          refusal.getCode(), "This is no request that HTTP allows: " + refusal.getReason() + ".");
    }
    LOG.error("A request could not be answered", e);
    return of(
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        "This is a mistake of the server; its log says more. Please report it.");
  }

  public int status() {
    return status;
  }

  /** After how many seconds to ask again; 0 if asking again does not help. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** The methods that the address takes; none if the problem is another. */
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
