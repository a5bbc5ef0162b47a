package io.quipu.simulation.world;

/** Thrown where a simulated process dies. */
public final class SimulatedCrash extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A crash.
   *
   * @param where what the process was about to do
   */
  public SimulatedCrash(String where) {
    super(where, null, false, false);
  }

  /** Returns whether a crash is the cause of an exception. */
  public static boolean isCauseOf(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SimulatedCrash) {
        return true;
      }
    }
    return false;
  }
}
