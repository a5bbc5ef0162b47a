package io.quipu.store.session;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;

/** What it means that a request failed, for callers that know no driver. */
public final class RequestFailures {
  private RequestFailures() {}

  /** Whether Cassandra did not answer a request, or refused it. */
  public static boolean isOfCassandra(Throwable failure) {
    return failure instanceof DriverException;
  }

  /** Whether Cassandra refused a request that is wrong in itself, as one with a key too long. */
  public static boolean isInvalidRequest(Throwable failure) {
    return failure instanceof InvalidQueryException;
  }
}
