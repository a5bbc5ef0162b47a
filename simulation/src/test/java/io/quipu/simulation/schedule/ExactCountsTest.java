package io.quipu.simulation.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the product: whatever happens in a scenario in which it promises exact counts, they are.
 * {@code -Dsimulation.schedules} runs more schedules of each scenario, and {@code
 * -Dsimulation.history} longer histories.
 */
class ExactCountsTest {
  private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 400);
  private static final int HISTORY = Integer.getInteger("simulation.history", 4);
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  @ParameterizedTest
  @MethodSource("io.quipu.simulation.schedule.Scenario#exactOnes")
  void countsAreExact(Scenario scenario) throws InterruptedException {
    Sweep.Result result = Sweep.seeds(scenario, 1, SCHEDULES, Schedule.DEFAULT_STEPS, THREADS);
    assertThat(result.failures(), empty());
    assertThat(result.crashes(), greaterThan((long) SCHEDULES));
  }

  /** Schedules that failed among a million, with the same steps as then. */
  @ParameterizedTest
  @CsvSource({"DRAIN, 533075"})
  void countsAreExactInSchedulesThatHaveFailed(Scenario scenario, long seed) {
    Outcome outcome = Simulation.run(Schedule.of(scenario, seed, Schedule.DEFAULT_STEPS));
    assertThat(outcome.failure(), is((String) null));
  }

  @Test
  void countsAreExactWhereverTheJobDies() throws InterruptedException {
    for (long seed = 1; seed <= 2; seed++) {
      Sweep.Result result = Sweep.histories(HISTORY, seed, THREADS);
      assertThat(result.failures(), empty());
      assertThat(result.crashes(), greaterThan(result.schedules() / 2));
    }
  }
}
