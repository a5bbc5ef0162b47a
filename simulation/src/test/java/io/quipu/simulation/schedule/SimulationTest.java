package io.quipu.simulation.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.quipu.simulation.runner.RunnerTampering;
import io.quipu.simulation.world.WorldTampering;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {

  @ParameterizedTest
  @EnumSource
  void aSeedAlwaysDoesTheSame(Scenario scenario) {
    Set<Long> different = new HashSet<>();
    for (long seed = 1; seed <= 10; seed++) {
      Schedule schedule = Schedule.of(scenario, seed, Schedule.DEFAULT_STEPS);
      Outcome first = Simulation.run(schedule, PlantedBugs.NONE, true);
      Outcome second = Simulation.run(schedule, PlantedBugs.NONE, true);
      assertThat(second.trace(), equalTo(first.trace()));
      assertThat(second.fingerprint(), is(first.fingerprint()));
      different.add(first.fingerprint());
    }
    assertThat(different.size(), is(10));
  }

  /** What the product is not exact in, the simulator must show. */
  @ParameterizedTest
  @EnumSource(names = {"LOST_COMMIT", "PAGES_TTL"})
  void findsWhatIsNotExact(Scenario scenario) {
    boolean found =
        LongStream.rangeClosed(1, 2_000)
            .mapToObj(seed -> Schedule.of(scenario, seed, Schedule.DEFAULT_STEPS))
            .anyMatch(schedule -> Simulation.run(schedule).hasFailed());
    assertThat(found, is(true));
  }

  /** After a crash, all records are read again. */
  private static final class ReadsAgain extends RunnerTampering {
    static final ReadsAgain INSTANCE = new ReadsAgain();

    @Override
    public Map<Integer, Long> offsets(Map<Integer, Long> offsets) {
      return Map.of();
    }
  }

  @Test
  void aFailingScheduleShrinks() {
    PlantedBugs plants = new PlantedBugs(ReadsAgain.INSTANCE, WorldTampering.NONE);
    Schedule failing =
        LongStream.rangeClosed(1, 100)
            .mapToObj(seed -> Schedule.of(Scenario.CRASHES, seed, Schedule.DEFAULT_STEPS))
            .filter(schedule -> Simulation.run(schedule, plants, false).hasFailed())
            .findFirst()
            .orElseThrow();
    Schedule small = Shrinker.shrink(failing, plants);
    assertThat(Simulation.run(small, plants, false).hasFailed(), is(true));
    assertThat(small.steps(), lessThan(Schedule.DEFAULT_STEPS));
    assertThat(small.events(), lessThan(4));
    assertThat(small.quiet().cardinality(), greaterThan(small.steps() / 2));
  }

  @Test
  void aCommandLineHoldsTheWholeSchedule() {
    BitSet quiet = Schedule.quietSteps("0-4,7,9-12");
    Schedule schedule =
        Schedule.of(Scenario.ZOMBIE, 42, 17).withEvents(3).withQuiet(quiet).withCrashAt(5);
    assertThat(
        schedule.command(),
        is(
            "./quipu simulate --seed=42 --steps=17 --scenario=zombie --events=3"
                + " --quiet=0-4,7,9-12 --crash-at=5"));
    assertThat(
        Schedule.ofHistory("AB", 7).withCrashAt(3).command(),
        is("./quipu simulate --seed=7 --history=AB --crash-at=3"));
  }

  @Test
  void quietStepsDoNotChangeTheOthers() {
    Choices all = new Choices(Schedule.of(Scenario.CRASHES, 1, 9));
    Choices some =
        new Choices(Schedule.of(Scenario.CRASHES, 1, 9).withQuiet(Schedule.quietSteps("3")));
    all.step(3);
    some.step(3);
    assertThat(some.below(1_000_000), is(0));
    assertThat(all.below(1_000_000), not(0));
    all.step(4);
    some.step(4);
    assertThat(some.below(1_000_000), is(all.below(1_000_000)));
  }
}
