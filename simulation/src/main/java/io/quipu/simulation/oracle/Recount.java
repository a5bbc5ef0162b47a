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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
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
    private boolean fromTwoPartitions;

    void add(@Nullable String customer, long amount) {
      count++;
      cents += amount;
      if (customer != null) {
        customers.add(customer);
      }
    }

    /**
     * Whether an event in it was sent again through another partition. Then the numbers may fall
     * for a moment after a crash: the copy that counts now can be read later than the one before.
     */
    public boolean isFromTwoPartitions() {
      return fromTwoPartitions;
    }

    /** How many events there are. */
    public long count() {
      return count;
    }

    /** The sum in cents; of a sequence the sum in milliseconds. */
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
  private final Map<Identity, Integer> partitions = new HashMap<>();
  private final List<SentEvent> events = new ArrayList<>();
  private final List<Added> added = new ArrayList<>();

  private record Added(SentEvent event, @Nullable String category, int partition) {}

  /** A recount without events. */
  public Recount() {}

  /**
   * Counts one more event.
   *
   * @param category the looked-up value; null if the event has no such value
   * @param partition the partition that it is sent to
   */
  public void add(SentEvent event, @Nullable String category, int partition) {
    added.add(new Added(event, category, partition));
    ZoneId zone = zone(event);
    Instant month = start(event.time(), Resolution.MONTH, zone);
    Integer before =
        event.id() == null
            ? null
            : partitions.putIfAbsent(
                new Identity(event.company(), event.customer(), event.id(), month), partition);
    if (before == null) {
      events.add(event);
    }
    for (Numbers numbers : numbers(event, category, zone)) {
      if (before == null) {
        numbers.add(event.customer(), event.cents());
      } else {
        numbers.fromTwoPartitions |= before != partition;
      }
    }
  }

  /** A recount of the same events, each changed by a function. */
  public Recount of(UnaryOperator<SentEvent> change) {
    Recount changed = new Recount();
    added.forEach(one -> changed.add(change.apply(one.event()), one.category(), one.partition()));
    return changed;
  }

  private List<Numbers> numbers(SentEvent event, @Nullable String category, ZoneId zone) {
    List<Numbers> all = new ArrayList<>();
    addNumbers(event, "", "", zone, all);
    addNumbers(event, SentEvent.CAMPAIGN, event.campaign(), zone, all);
    if (category != null) {
      addNumbers(event, SentEvent.CATEGORY, category, zone, all);
    }
    return all;
  }

  /** The numbers of a bucket; null if nothing counts there. */
  public @Nullable Numbers of(CountKey key) {
    return buckets.get(key);
  }

  /** All buckets. */
  public Map<CountKey, Numbers> buckets() {
    return buckets;
  }

  /** The buckets of sequences, counted from all events. */
  public Map<CountKey, Numbers> sequences() {
    return SequenceRecount.of(events);
  }

  private void addNumbers(
      SentEvent event, String dimension, String value, ZoneId zone, List<Numbers> all) {
    CounterKey counter = new CounterKey(event.company(), "", "orders", dimension, value);
    for (Resolution resolution : Resolution.values()) {
      Instant start = start(event.time(), resolution, zone);
      all.add(
          buckets.computeIfAbsent(
              new CountKey(counter, resolution, start.toEpochMilli()), key -> new Numbers()));
    }
  }

  static ZoneId zone(SentEvent event) {
    return event.company().equals("globex") ? SentEvent.GLOBEX_ZONE : ZoneOffset.UTC;
  }

  /** The zones here change their clocks by whole hours, so an hour begins as in UTC. */
  static Instant start(Instant time, Resolution resolution, ZoneId zone) {
    ZonedDateTime local = time.atZone(zone);
    return switch (resolution) {
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case DAY -> local.toLocalDate().atStartOfDay(zone).toInstant();
      case MONTH -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
    };
  }
}
