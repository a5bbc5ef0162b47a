package io.quipu.io.lookups;

/**
 * A file of reference data is not there or cannot be read. Trying again is in vain until somebody
 * fixes the file; the message names the lookup, the file and each wrong line.
 */
public final class ReferenceFileException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ReferenceFileException(String message) {
    super(message);
  }
}
