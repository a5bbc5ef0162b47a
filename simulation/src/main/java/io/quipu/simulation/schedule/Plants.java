package io.quipu.simulation.schedule;

import io.quipu.simulation.runner.Tampering;
import io.quipu.simulation.world.WorldTampering;

/**
 * The bugs that are planted into a simulation.
 *
 * @param runner those of the runner
 * @param world those between the stages and the outside
 */
public record Plants(Tampering runner, WorldTampering world) {

  /** No bug. */
  public static final Plants NONE = new Plants(Tampering.NONE, WorldTampering.NONE);
}
