package io.quipu.model.state;

import static io.quipu.model.state.RandomCounts.addTo;
import static io.quipu.model.state.RandomCounts.page;
import static io.quipu.model.state.SameTotals.assertSame;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CounterPageTest {
  private static final Set<Resolution> ALL = Set.of(Resolution.values());
  private static final Sum REVENUE = Sum.of("revenue", 2);
  private static final Sum ITEMS = Sum.of("items", 0);

  @Property(tries = 150)
  void addsUpLikeAMapOfBuckets(@ForAll long seed) {
    RandomCounts random = new RandomCounts(seed);
    Statistic statistic = RandomCounts.statistic(ALL, REVENUE, ITEMS);
    List<CheckedEvent> events = random.events(statistic, 300);
    NaiveCounter naive = new NaiveCounter();
    events.forEach(event -> addTo(naive, event));

    CounterPage page = page(events, statistic.sums());

    assertSame(page, naive);
    assertSame(TotalsPage.fromBytes(TotalsPage.toBytes(page)), naive);
  }

  @Property(tries = 100)
  void anyOrderAndGroupingGivesTheSameBytes(@ForAll long seed) {
    Statistic statistic = RandomCounts.statistic(ALL, REVENUE, ITEMS);
    List<CheckedEvent> events = new RandomCounts(seed).events(statistic, 100);
    byte[] oneByOne = TotalsPage.toBytes(page(events, statistic.sums()));
    Random random = new Random(seed);
    Collections.shuffle(events, random);
    List<CounterPage> pages = new ArrayList<>(List.of(CounterPage.empty(statistic.sums())));
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + 1 + random.nextInt(20));
      pages.add(page(events.subList(from, to), statistic.sums()));
      from = to;
    }
    while (pages.size() > 1) {
      CounterPage removed = pages.remove(random.nextInt(pages.size()));
      pages.get(random.nextInt(pages.size())).add(removed);
    }

    assertThat(TotalsPage.toBytes(pages.get(0)), is(oneByOne));
  }

  @Property(tries = 100)
  void pagesOfDifferentCatalogsAddUpByName(@ForAll long seed) {
    RandomCounts random = new RandomCounts(seed);
    List<Statistic> catalogs =
        List.of(
            RandomCounts.statistic(ALL, REVENUE, ITEMS),
            RandomCounts.statistic(ALL, Sum.of("weight", 3), Sum.of("revenue", 4)),
            RandomCounts.statistic(ALL),
            RandomCounts.statistic(ALL, ITEMS, Sum.of("weight", 0)));
    NaiveCounter naive = new NaiveCounter();
    List<CounterPage> pages = new ArrayList<>();
    for (Statistic statistic : catalogs) {
      List<CheckedEvent> events = random.events(statistic, 30);
      events.forEach(event -> addTo(naive, event));
      pages.add(page(events, statistic.sums()));
    }
    Collections.shuffle(pages, new Random(seed));

    CounterPage sum = CounterPage.empty(List.of());
    pages.forEach(sum::add);

    assertSame(sum, naive);
    assertSame(TotalsPage.fromBytes(TotalsPage.toBytes(sum)), naive);
    assertThat("the larger scale stays", scale(sum, "revenue"), is(4));
    assertThat(scale(sum, "weight"), is(3));
  }

  @Test
  void addingDoesNotChangeTheAddedPage() {
    Statistic statistic = RandomCounts.statistic(ALL, REVENUE);
    CounterPage added = page(new RandomCounts(1).events(statistic, 50), statistic.sums());
    byte[] before = TotalsPage.toBytes(added);
    CounterPage target = CounterPage.empty(List.of(Sum.of("revenue", 5), ITEMS));

    target.add(added);
    target.add(added);

    assertThat(TotalsPage.toBytes(added), is(before));
  }

  @Test
  void anEmptyPageAddsNothing() {
    Statistic statistic = RandomCounts.statistic(ALL, REVENUE, ITEMS);
    CounterPage page = page(new RandomCounts(2).events(statistic, 50), statistic.sums());
    byte[] before = TotalsPage.toBytes(page);

    page.add(CounterPage.empty(statistic.sums()));
    page.add(CounterPage.empty(List.of()));
    page.add(CounterPage.empty(List.of(ITEMS)));

    assertThat(TotalsPage.toBytes(page), is(before));
  }

  @Test
  void sumsBeyond64BitsAreExact() {
    Statistic statistic = RandomCounts.statistic(ALL, ITEMS);
    CounterPage page = CounterPage.empty(statistic.sums());
    Event event = Event.builder("shop", statistic, 0).amount(0, Long.MAX_VALUE).build();
    for (int i = 0; i < 1000; i++) {
      page.add(event, UniqueIn.NONE);
    }

    BigInteger expected = BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(1000));
    assertThat(page.month().sums(), is(Map.of("items", new BigDecimal(expected))));
  }

  @Test
  void listsTheHoursInOrder() {
    Statistic statistic = RandomCounts.statistic(ALL);
    CounterPage page = CounterPage.empty(List.of());
    for (int hour : new int[] {1487, 5, 96, 5, 0}) {
      page.add(Event.builder("shop", statistic, LocalHour.ofCode(0, hour)).build(), 0);
    }

    assertThat(Arrays.stream(page.hours()).boxed().toList(), contains(0, 5, 96, 1487));
  }

  private static int scale(CounterPage page, String sum) {
    return page.month().sums().getOrDefault(sum, BigDecimal.ZERO).scale();
  }
}
