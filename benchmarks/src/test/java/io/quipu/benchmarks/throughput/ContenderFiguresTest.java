package io.quipu.benchmarks.throughput;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.benchmarks.throughput.ContenderProcess.Outcome;
import io.quipu.benchmarks.throughput.ContenderProcess.Sample;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContenderFiguresTest {
  private static final long EXPECTED = 3_000_000;
  private static final Tally.Digest DIGEST = new Tally.Digest(0, 0);

  /**
   * The figures of a run that reads 100 events per millisecond on two cores, and gives results at
   * an interval.
   */
  private static ContenderFigures givingEvery(int millis) {
    Stream<Sample> bursts =
        IntStream.rangeClosed(1, 30_000 / millis)
            .boxed()
            .flatMap(
                burst -> {
                  long now = (long) burst * millis;
                  long before = 100 * (now - millis);
                  return Stream.of(
                      new Sample(now, before + 1, 2 * now),
                      new Sample(now + 100, 100 * now, 2 * now + 200));
                });
    List<Sample> samples = Stream.concat(Stream.of(new Sample(0, 0, 0)), bursts).toList();
    return ContenderFigures.of("any", new Outcome(samples, DIGEST), EXPECTED, DIGEST);
  }

  @Test
  void theRateDoesNotDependOnTheIntervalOfResults() {
    for (int millis : List.of(500, 1_000, 10_000)) {
      ContenderFigures figures = givingEvery(millis);
      assertThat(figures.right(), equalTo(true));
      assertThat(figures.warmEventsPerSecond(), closeTo(100_000, 2_000));
      assertThat(figures.cpuMicrosPerEvent(), closeTo(20, 0.4));
    }
  }
}
