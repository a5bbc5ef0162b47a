package io.quipu.store.directory;

/** Thrown if there are no counts of what a user names; the message names counts that exist. */
public final class NotCountedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotCountedException(String message) {
    super(message);
  }
}
