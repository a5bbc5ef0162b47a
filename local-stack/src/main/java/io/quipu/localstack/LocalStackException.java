package io.quipu.localstack;

/** A server could not be started or stopped; the message says why and what to do about it. */
public final class LocalStackException extends RuntimeException {
  LocalStackException(String message) {
    super(message);
  }

  LocalStackException(String message, Throwable cause) {
    super(message, cause);
  }
}
