package io.quipu.simulation.world;

/** Thrown where an attempt of an earlier run asks for a number. */
public final class RunEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunEndedException() {
    super("Another run has begun.", null, false, false);
  }

  /** Returns whether it is the cause of an exception. */
  public static boolean isCauseOf(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RunEndedException) {
        return true;
      }
    }
    return false;
  }
}
