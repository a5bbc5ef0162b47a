package io.quipu.simulation.planted;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.simulation.schedule.Outcome;
import io.quipu.simulation.schedule.Schedule;
import io.quipu.simulation.schedule.Simulation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the simulator: it must catch each planted bug. */
class PlantedBugsTest {
  private static final int MOST_SCHEDULES = 10_000;

  /**
   * Seeds that catch bugs which few schedules catch, to save time. When the product has changed,
   * they may not catch them any more. Then all seeds are tried from the first one on.
   */
  private static final Map<PlantedBug, Integer> CAUGHT_BY =
      Map.of(
          PlantedBug.FORGETS_GENERATIONS_OF_TOTALS, 1540,
          PlantedBug.FORGETS_LAST_GENERATION_OF_PAGES, 766,
          PlantedBug.FORGETS_LAST_GENERATION_OF_TOTALS, 1016,
          PlantedBug.LOSES_PAGES_OF_TOTALS, 359,
          PlantedBug.PAGES_WITHOUT_GENERATIONS, 1059,
          PlantedBug.READS_OLDEST_PAGE, 221,
          PlantedBug.LOSES_TOTALS_TAKEN_OVER, 213);

  @ParameterizedTest
  @EnumSource
  void isCaught(PlantedBug bug) {
    int seed = CAUGHT_BY.getOrDefault(bug, 1);
    if (!outcome(bug, seed).hasFailed()) {
      seed = 1;
      while (seed < MOST_SCHEDULES && !outcome(bug, seed).hasFailed()) {
        seed++;
      }
    }
    boolean caught = outcome(bug, seed).hasFailed();
    assertThat(bug + " is caught within " + MOST_SCHEDULES + " schedules", caught);
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
