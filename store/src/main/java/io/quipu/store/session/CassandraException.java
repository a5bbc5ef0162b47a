package io.quipu.store.session;

import io.quipu.model.failure.PermanentFailure;
import org.jspecify.annotations.Nullable;

/** Cassandra cannot be used as it is; the message says what is wrong and what to do. */
public final class CassandraException extends PermanentFailure {
  private static final long serialVersionUID = 1L;

  public CassandraException(String message) {
    this(message, null);
  }

  public CassandraException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
