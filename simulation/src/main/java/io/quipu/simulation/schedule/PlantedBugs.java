package io.quipu.simulation.schedule;

import io.quipu.simulation.runner.RunnerTampering;
import io.quipu.simulation.world.WorldTampering;

/**
 * The bugs that are planted into a simulation.
 *
 * @param runner those of the runner
 * @param world those between the stages and the outside
 */
public record PlantedBugs(RunnerTampering runner, WorldTampering world) {

  /** No bug. */
  public static final PlantedBugs NONE = new PlantedBugs(RunnerTampering.NONE, WorldTampering.NONE);
}
