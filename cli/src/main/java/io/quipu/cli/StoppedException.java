package io.quipu.cli;

/**
 * Thrown when a signal stopped a command before it was done. The message says what was done, what
 * was not, and how to continue.
 */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * Makes the exception.
   *
   * @param interrupt has the exit code of the signal
   */
  public StoppedException(Interrupt interrupt, String message) {
    super(message);
    exitCode = interrupt.exitCode();
  }

  /** The exit code: 130 after Ctrl-C, 143 after a kill. */
  int exitCode() {
    return exitCode;
  }
}
