package io.quipu.simulation.planted;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.simulation.schedule.Outcome;
import io.quipu.simulation.schedule.Schedule;
import io.quipu.simulation.schedule.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the simulator: it must catch each planted bug. */
class PlantedBugsTest {
  private static final int MOST_SCHEDULES = 10_000;

  @ParameterizedTest
  @EnumSource
  void isCaught(PlantedBug bug) {
    int seed = 1;
    while (seed < MOST_SCHEDULES && !outcome(bug, seed).hasFailed()) {
      seed++;
    }
    Outcome last = outcome(bug, seed);
    assertThat(bug + " is caught within " + MOST_SCHEDULES + " schedules", last.hasFailed());
    Schedule same = Schedule.of(bug.scenario(), seed, Schedule.DEFAULT_STEPS);
    assertThat("without the bug", Simulation.run(same).failure(), is((String) null));
  }

  @Test
  void areMany() {
    assertThat(PlantedBug.values().length, greaterThan(20));
  }

  private static Outcome outcome(PlantedBug bug, int seed) {
    Schedule schedule = Schedule.of(bug.scenario(), seed, Schedule.DEFAULT_STEPS);
    return Simulation.run(schedule, bug.plants(), false);
  }
}
