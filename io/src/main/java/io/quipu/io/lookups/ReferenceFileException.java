package io.quipu.io.lookups;

import io.quipu.model.failure.PermanentFailure;

/**
 * A file of reference data is missing or cannot be read. The message names the lookup, the file and
 * each wrong line.
 */
public final class ReferenceFileException extends PermanentFailure {
  private static final long serialVersionUID = 1L;

  ReferenceFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
