package io.quipu.pipeline.replay;

/** Dead letters cannot be read or replayed; the message says in a sentence why, and what to do. */
public final class LettersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LettersException(String message) {
    super(message);
  }

  LettersException(String message, Throwable cause) {
    super(message, cause);
  }
}
