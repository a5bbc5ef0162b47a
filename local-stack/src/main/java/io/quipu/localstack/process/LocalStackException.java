package io.quipu.localstack.process;

/** A server could not be started or stopped; the message says why and what to do about it. */
public final class LocalStackException extends RuntimeException {
  public LocalStackException(String message) {
    super(message);
  }

  public LocalStackException(String message, Throwable cause) {
    super(message, cause);
  }
}
