package io.quipu.cli;

/**
 * Thrown when the arguments of a command are wrong. The message says what was given and what is
 * allowed. The exit code is {@link ExitCodes#USAGE}.
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
