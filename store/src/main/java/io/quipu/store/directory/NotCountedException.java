package io.quipu.store.directory;

/** What a user named has no counts; the message says so, and what has some. */
public final class NotCountedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotCountedException(String message) {
    super(message);
  }
}
