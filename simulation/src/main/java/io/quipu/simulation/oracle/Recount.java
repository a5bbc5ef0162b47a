package io.quipu.simulation.oracle;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts events with plain maps, without the code that it checks. A repeated id counts once for
 * each customer and month; no schedule has as many ids as would be forgotten.
 */
public final class Recount {

  /** The numbers of a bucket. */
  public static final class Numbers {
    private long count;
    private long cents;
    private final Set<String> customers = new HashSet<>();

    /** How many events there are. */
    public long count() {
      return count;
    }

    /** The sum in cents. */
    public long cents() {
      return cents;
    }

    /** How many different customers there are. */
    public long uniques() {
      return customers.size();
    }
  }

  private record Identity(String company, @Nullable String customer, String id, Instant month) {}

  private final Map<CountKey, Numbers> buckets = new HashMap<>();
  private final Set<Identity> identities = new HashSet<>();

  /** A recount without events. */
  public Recount() {}

  /**
   * Counts one more event.
   *
   * @param category the looked-up value; null if the event has no such value
   */
  public void add(SentEvent event, @Nullable String category) {
    ZoneId zone = zone(event);
    Instant month = start(event.time(), Resolution.MONTH, zone);
    if (event.id() != null
        && !identities.add(new Identity(event.company(), event.customer(), event.id(), month))) {
      return;
    }
    count(event, "", "", zone);
    count(event, SentEvent.CAMPAIGN, event.campaign(), zone);
    if (category != null) {
      count(event, SentEvent.CATEGORY, category, zone);
    }
  }

  /** The numbers of a bucket; null if nothing counts there. */
  public @Nullable Numbers of(CountKey key) {
    return buckets.get(key);
  }

  /** All buckets. */
  public Map<CountKey, Numbers> buckets() {
    return buckets;
  }

  private void count(SentEvent event, String dimension, String value, ZoneId zone) {
    CounterKey counter = new CounterKey(event.company(), "", "orders", dimension, value);
    for (Resolution resolution : Resolution.values()) {
      Instant start = start(event.time(), resolution, zone);
      Numbers numbers =
          buckets.computeIfAbsent(
              new CountKey(counter, resolution, start.toEpochMilli()), key -> new Numbers());
      numbers.count++;
      numbers.cents += event.cents();
      if (event.customer() != null) {
        numbers.customers.add(event.customer());
      }
    }
  }

  private static ZoneId zone(SentEvent event) {
    return event.company().equals("globex") ? SentEvent.GLOBEX_ZONE : ZoneOffset.UTC;
  }

  /** The zones here change their clocks by whole hours, so an hour begins as in UTC. */
  private static Instant start(Instant time, Resolution resolution, ZoneId zone) {
    ZonedDateTime local = time.atZone(zone);
    return switch (resolution) {
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case DAY -> local.toLocalDate().atStartOfDay(zone).toInstant();
      case MONTH -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
    };
  }
}
