package io.quipu.pipeline.replay;

/**
 * Thrown if dead letters cannot be read or replayed. The message says in a sentence why, and what
 * to do.
 */
public final class LettersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LettersException(String message) {
    super(message);
  }

  LettersException(String message, Throwable cause) {
    super(message, cause);
  }
}
