package io.quipu.io;

import io.quipu.model.failure.PermanentFailure;

/** A job cannot start; the message says in one line why, and what to do. */
public final class StartupException extends PermanentFailure {
  private static final long serialVersionUID = 1L;

  public StartupException(String message) {
    super(message);
  }

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
