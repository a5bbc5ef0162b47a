package io.quipu.simulation.oracle;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts {@link SentEvent#SEQUENCE} by its meaning: a spring counts if a summer of the same
 * customer follows it in time, and no other spring is between them.
 */
final class SequenceRecount {
  private static final Comparator<SentEvent> ORDER =
      Comparator.comparing(SentEvent::time)
          .thenComparing(SentEvent::campaign)
          .thenComparing(SentEvent::identity);

  private final Map<CountKey, Recount.Numbers> buckets = new HashMap<>();

  private record Owner(String company, String customer) {}

  /** Counts events of which each is there once. */
  static Map<CountKey, Recount.Numbers> of(Iterable<SentEvent> events) {
    Map<Owner, List<SentEvent>> owners = new LinkedHashMap<>();
    Set<List<Object>> seen = new HashSet<>();
    for (SentEvent event : events) {
      String customer = event.customer();
      if (customer != null
          && seen.add(
              List.of(
                  event.company(), customer, event.time(), event.campaign(), event.identity()))) {
        owners
            .computeIfAbsent(new Owner(event.company(), customer), key -> new ArrayList<>())
            .add(event);
      }
    }
    SequenceRecount recount = new SequenceRecount();
    owners.values().forEach(recount::count);
    return recount.buckets;
  }

  private void count(List<SentEvent> events) {
    events.sort(ORDER);
    for (int i = 0; i < events.size(); i++) {
      SentEvent spring = events.get(i);
      if (spring.campaign().equals("spring")) {
        add(spring, "step", "1 spring", 0);
        SentEvent next = i + 1 < events.size() ? events.get(i + 1) : null;
        Long millis = next == null ? null : millis(spring, next);
        if (millis != null) {
          add(spring, "step", "2 summer", millis);
          add(spring, "", "", millis);
        }
      }
    }
  }

  /** The time to the next event, if it is the next step; only it has nothing between. */
  private static @Nullable Long millis(SentEvent spring, SentEvent next) {
    long millis = Duration.between(spring.time(), next.time()).toMillis();
    return next.campaign().equals("summer") && millis <= SentEvent.WITHIN_MS ? millis : null;
  }

  private void add(SentEvent event, String dimension, String value, long millis) {
    CounterKey counter = new CounterKey(event.company(), "", "sequence:seasons", dimension, value);
    for (Resolution resolution : Resolution.values()) {
      Instant start = Recount.start(event.time(), resolution, Recount.zone(event));
      buckets
          .computeIfAbsent(
              new CountKey(counter, resolution, start.toEpochMilli()), key -> new Recount.Numbers())
          .add(event.customer(), millis);
    }
  }
}
