package io.quipu.model.state;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.UniqueIn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;

/** Random events of one counter, the whole statistic, in one month. */
public final class RandomCounts {
  public static final int MONTH = 12 * 2026 + 9;

  private static final int[] FLAGS = {
    UniqueIn.NONE,
    UniqueIn.HOUR,
    UniqueIn.HOUR | UniqueIn.DAY,
    UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH
  };

  private final Random random;
  private final int[] hours;

  public RandomCounts(long seed) {
    this(seed, hour -> true);
  }

  /** Events in the hours that the predicate accepts. */
  public RandomCounts(long seed, IntPredicate hour) {
    random = new Random(seed);
    hours = random.ints(0, 31 * 48).filter(hour).limit(1 + random.nextInt(40)).toArray();
  }

  public static Statistic statistic(Set<Resolution> resolutions, Sum... sums) {
    return Statistic.of("opened", resolutions, true, List.of(sums));
  }

  public List<CheckedEvent> events(Statistic statistic, int count) {
    List<CheckedEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int hour = hours[random.nextInt(hours.length)];
      EventBuilder event =
          Event.builder("shop", statistic, LocalHour.ofCode(MONTH, hour)).customer("anna");
      for (int sum = 0; sum < statistic.sums().size(); sum++) {
        event.amount(sum, amount());
      }
      int flags = FLAGS[random.nextInt(FLAGS.length)];
      events.add(new CheckedEvent(event.build(), new byte[] {(byte) flags}));
    }
    return events;
  }

  private long amount() {
    return switch (random.nextInt(4)) {
      case 0 -> Long.MAX_VALUE - random.nextInt(3);
      case 1 -> Long.MIN_VALUE + random.nextInt(3);
      case 2 -> random.nextLong();
      default -> random.nextInt(2001) - 1000;
    };
  }

  public static void addTo(NaiveCounter naive, CheckedEvent checked) {
    Event event = checked.event();
    Map<String, BigDecimal> amounts = new HashMap<>();
    List<Sum> sums = event.statistic().sums();
    for (int i = 0; i < sums.size(); i++) {
      amounts.put(sums.get(i).name(), BigDecimal.valueOf(event.amount(i), sums.get(i).scale()));
    }
    naive.add(LocalHour.code(event.localHour()), checked.uniqueIn(0), amounts);
  }

  public static CounterPage page(List<CheckedEvent> events, List<Sum> sums) {
    CounterPage page = CounterPage.empty(sums);
    events.forEach(checked -> page.add(checked.event(), checked.uniqueIn(0)));
    return page;
  }
}
