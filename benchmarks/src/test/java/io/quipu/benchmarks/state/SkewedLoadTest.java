package io.quipu.benchmarks.state;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.quipu.model.event.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SkewedLoadTest {
  private static final int CUSTOMERS = 20_000;

  @Test
  void aSeedMakesTheSameLoadInAnyOrder() {
    SkewedLoad load = new SkewedLoad(5, 3);
    List<Event> seventh = load.events(7);
    load.events(1);

    assertThat(load.events(7), is(seventh));
    assertThat(new SkewedLoad(5, 3).events(7), is(seventh));
    assertThat(new SkewedLoad(5, 4).events(7), is(not(seventh)));
  }

  @Test
  void mostCustomersComeOnceAndSomeVeryOften() {
    SkewedLoad load = new SkewedLoad(5, 3);
    List<Integer> counts = new ArrayList<>();
    Set<String> companies = new HashSet<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      List<Event> events = load.events(customer);
      counts.add(events.size());
      companies.add(events.get(0).company());
    }

    Collections.sort(counts);
    assertThat(counts.get(CUSTOMERS / 2), is(1));
    assertThat(counts.get(CUSTOMERS - 1), greaterThan(500));
    double mean = counts.stream().mapToInt(count -> count).average().orElseThrow();
    assertThat(mean, closeTo(5, 1));
    assertThat(companies.size(), is(20));
  }

  @Test
  void theExponentSetsHowMuchMoreOftenTheFirstIsPicked() {
    SplittableRandom random = new SplittableRandom(1);
    Zipf zipf = Zipf.of(4, 1);
    int[] picked = new int[4];
    for (int i = 0; i < 100_000; i++) {
      picked[zipf.next(random)]++;
    }

    assertThat((double) picked[0] / picked[1], closeTo(2, 0.1));
    assertThat((double) picked[0] / picked[3], closeTo(4, 0.2));
  }

  @Test
  void findsTheExponentOfAMean() {
    assertThat(Zipf.withMean(2000, 4).mean(), closeTo(4, 0.001));
    assertThat(Zipf.withMean(2000, 1.01).mean(), lessThan(1.02));
  }
}
