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
}
