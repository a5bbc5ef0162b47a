package io.quipu.simulation.oracle;

/** Thrown when a stored number is not what it must be. */
public final class WrongNumberException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A wrong number.
   *
   * @param message which number is wrong, what it is and what it must be
   */
  public WrongNumberException(String message) {
    super(message);
  }
}
