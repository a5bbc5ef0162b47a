package io.quipu.store.session;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;

/** Classifies failed requests, for callers that do not depend on the driver. */
public final class RequestFailures {
  private RequestFailures() {}

  /** Whether Cassandra did not answer a request, or refused it. */
  public static boolean isOfCassandra(Throwable failure) {
    return failure instanceof DriverException;
  }

  /** Whether Cassandra refused a request as invalid, such as one with a key that is too long. */
  public static boolean isInvalidRequest(Throwable failure) {
    return failure instanceof InvalidQueryException;
  }
}
