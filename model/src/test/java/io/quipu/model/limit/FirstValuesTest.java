package io.quipu.model.limit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FirstValuesTest {
  private static final Statistic OPENED = Statistic.of("opened");
  private static final int LIMIT = 7;
  private static final ValueLimits LIMITS = new ValueLimits(Map.of("opened", Map.of("tag", LIMIT)));
  private static final int MONTH = 24_322;

  /** Compares with a sort of all values, in random orders, parts and copies. */
  @Property(tries = 200)
  void theFirstValuesAreThoseOfTheEarliestHours(@ForAll long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    int different = 1 + random.nextInt(20);
    for (int i = 1 + random.nextInt(60); i > 0; i--) {
      events.add(event("v" + random.nextInt(different), random.nextInt(12)));
    }
    Map<Long, Integer> hours = new HashMap<>();
    events.forEach(
        event -> hours.merge(event.counter(0).low(), LocalHour.code(event.localHour()), Math::min));
    List<Long> inOrder = new ArrayList<>(hours.keySet());
    inOrder.sort(Comparator.<Long>comparingInt(hours::get).thenComparing(value -> value));
    Set<Long> first = new HashSet<>(inOrder.subList(0, Math.min(LIMIT, inOrder.size())));

    Collections.shuffle(events, random);
    FirstValues values = merged(events, random);

    assertThat(values.hasOthers(), is(hours.size() > LIMIT));
    assertThat(values.values(), is(first.stream().mapToLong(v -> v).sorted().toArray()));
    for (Event event : events) {
      assertThat(
          FirstValues.beyond(LIMITS, event, month -> values.hasOthers() ? values.values() : null)
              .isEmpty(),
          is(first.contains(event.counter(0).low())));
    }
  }

  @Property(tries = 50)
  void aLiveJobContinuesFromThePages(@ForAll long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(event("v" + random.nextInt(20), random.nextInt(12)));
    }
    FirstValues values = merged(events, random);
    Map<Fingerprint, byte[]> pages = values.toPages(Fingerprint.ofLimited("shop", "opened", "tag"));

    Admissions live = new Admissions(LIMITS, pages::get);

    for (Event event : events) {
      assertThat(
          live.beyond(event), is(FirstValues.beyond(LIMITS, event, month -> values.values())));
    }
    assertThat(live.changedPages(), is(Map.of()));
  }

  @Test
  void theFormatStays() {
    Map<LimitedMonth, FirstValues> all = new HashMap<>();
    FirstValues.addTo(all, LIMITS, event("a", 5));
    FirstValues values = all.values().iterator().next();
    String golden = "01" + "07" + "00" + "01" + "0a" + "2c" + "2eb71d8af8998845";

    assertThat(HexFormat.of().formatHex(values.toBytes()), is(golden));
    assertThat(FirstValues.fromBytes(HexFormat.of().parseHex(golden)), is(values));
  }

  private static FirstValues merged(List<Event> events, Random random) {
    FirstValues all = new FirstValues();
    Map<LimitedMonth, FirstValues> part = new HashMap<>();
    for (Event event : events) {
      FirstValues.addTo(part, LIMITS, event);
      if (random.nextInt(4) == 0) {
        part.values().forEach(one -> all.add(FirstValues.fromBytes(one.toBytes())));
        part.clear();
      }
    }
    part.values().forEach(all::add);
    return FirstValues.fromBytes(all.toBytes());
  }

  private static Event event(String tag, int hour) {
    return Event.builder("shop", OPENED, LocalHour.of(MONTH, 1, hour, 0)).value("tag", tag).build();
  }
}
