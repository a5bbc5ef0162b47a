package io.quipu.cli;

/**
 * The user, or the system, ended a command before all was done. The message says what was done,
 * what was not, and how to go on.
 */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * An end before all was done.
   *
   * @param interrupt knows by which signal
   */
  public StoppedException(Interrupt interrupt, String message) {
    super(message);
    exitCode = interrupt.exitCode();
  }

  /** 130 after Ctrl-C, 143 after a kill. */
  int exitCode() {
    return exitCode;
  }
}
