package io.quipu.cli;

/**
 * A command was called wrongly, which will be the same next time; the message says what is given
 * and what is right. The exit code is {@link ExitCodes#USAGE}.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
