package io.quipu.io.lookups;

/**
 * Thrown if a file of reference data does not exist or cannot be read. A retry cannot help until
 * the file is fixed. The message names the lookup, the file and each wrong line.
 */
public final class ReferenceFileException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ReferenceFileException(String message) {
    super(message);
  }
}
