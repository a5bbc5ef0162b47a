package io.quipu.store.session;

import org.jspecify.annotations.Nullable;

/** Thrown if Cassandra cannot be used; the message says what is wrong and what to do. */
public final class CassandraException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CassandraException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
