package io.quipu.simulation.oracle;

import io.quipu.model.counter.CounterKey;
import io.quipu.simulation.oracle.Recount.Numbers;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedCassandra;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import io.quipu.simulation.world.SimulatedTable;
import io.quipu.simulation.world.World;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what Cassandra shows with the recount. */
public final class Checker {

  /** What a schedule promises. */
  public enum Promise {
    /** Each stored number is exactly the recount's; in between, no larger one and no fall. */
    EXACT,
    /** As exact, and also no unique and no sum falls. */
    NOTHING_FALLS,
    /** Each stored number is exactly the recount's in the end; it may fall in between. */
    EXACT_AT_LAST,
    /** Totals are exact, and the values of the looked-up dimension add up to them. */
    VALUES_ADD_UP,
    /**
     * The rows agree with each other: values, days and hours add up to the total. Numbers may fall,
     * because events of a lost attempt are gone.
     */
    ROWS_AGREE
  }

  private final SimulatedCassandra cassandra;
  private final Recount sent;
  private final Promise promise;
  private final boolean countsSequences;
  private final boolean limitsCampaigns;
  private final NotedPositions noted;
  private final Map<String, Map<CountKey, Numbers3>> shown = new HashMap<>();

  private record Numbers3(long count, long uniques, long cents) {
    static Numbers3 of(Map<String, Object> cells) {
      BigDecimal sum = (BigDecimal) cells.getOrDefault("sum of revenue", BigDecimal.ZERO);
      BigDecimal seconds = (BigDecimal) cells.getOrDefault("sum of seconds", BigDecimal.ZERO);
      return new Numbers3(
          (Long) cells.getOrDefault("count", 0L),
          (Long) cells.getOrDefault("uniques", 0L),
          sum.movePointRight(2).longValueExact() + seconds.movePointRight(3).longValueExact());
    }

    static Numbers3 of(@Nullable Numbers numbers) {
      return numbers == null
          ? new Numbers3(0, 0, 0)
          : new Numbers3(numbers.count(), numbers.uniques(), numbers.cents());
    }

    @Override
    public String toString() {
      return "count " + count + ", uniques " + uniques + ", revenue " + cents + " cents";
    }
  }

  /**
   * Compares with a recount.
   *
   * @param world the world of the schedule
   * @param sent the recount of all events that were sent; the caller adds to it
   * @param countsSequences whether the job counts sequences
   * @param limitsCampaigns whether the job has a limit of campaigns
   */
  public Checker(
      World world,
      Recount sent,
      Promise promise,
      boolean countsSequences,
      boolean limitsCampaigns) {
    this.countsSequences = countsSequences;
    this.limitsCampaigns = limitsCampaigns;
    this.cassandra = world.cassandra();
    this.sent = sent;
    this.promise = promise;
    this.noted = new NotedPositions(world);
  }

  /**
   * Checks the rows that have changed.
   *
   * @throws WrongNumberException if one is impossible
   */
  public void checkChanged() {
    checkChanged("counts", cassandra.counts());
    checkChanged("counts_by_value", cassandra.countsByValue());
    if (notedAreTrue() && noted.takeNew()) {
      noted.counted().buckets().keySet().forEach(key -> requireNoted("counts", key));
    }
  }

  /**
   * Checks that the job has noted all that was sent.
   *
   * @throws WrongNumberException if it has not
   */
  public void requireAllNoted() {
    noted.requireAll();
  }

  /** If events of a lost attempt are not counted again, it may have noted too much. */
  private boolean notedAreTrue() {
    return promise != Promise.ROWS_AGREE && promise != Promise.EXACT_AT_LAST;
  }

  /** A row has at least the events before the positions that the job has noted. */
  private void requireNoted(String name, CountKey key) {
    Numbers counted = noted.counted().of(key);
    if (counted == null || !isExact(key) || mayFall(key) || isLimited(key)) {
      return;
    }
    Numbers3 least = Numbers3.of(counted);
    Numbers3 now = Numbers3.of(table(name).read(key));
    if (now.count() < least.count()
        || now.uniques() < least.uniques()
        || now.cents() < least.cents()) {
      throw wrong(name, key, now, "but the job has noted that these are counted: " + least);
    }
  }

  private SimulatedTable<CountKey> table(String name) {
    return name.equals("counts") ? cassandra.counts() : cassandra.countsByValue();
  }

  private void checkChanged(String name, SimulatedTable<CountKey> table) {
    Map<CountKey, Numbers3> before = shown.computeIfAbsent(name, any -> new HashMap<>());
    for (CountKey key : table.takeChanged()) {
      if (isSequence(key) || isLimited(key)) {
        // It can fall, and it can be larger before a later event.
        continue;
      }
      Numbers3 now = Numbers3.of(table.read(key));
      Numbers3 most = Numbers3.of(sent.of(key));
      if (isExact(key)
          && (now.count() > most.count()
              || now.uniques() > most.uniques()
              || now.cents() > most.cents()
              || now.count() < 0)) {
        throw wrong(name, key, now, "but no more was sent than " + most);
      }
      if (notedAreTrue()) {
        requireNoted(name, key);
      }
      Numbers3 last = before.put(key, now);
      if (last != null
          && !mayFall(key)
          && (now.count() < last.count()
              || (promise == Promise.NOTHING_FALLS
                  && (now.uniques() < last.uniques() || now.cents() < last.cents())))) {
        throw wrong(name, key, now, "but it was " + last);
      }
    }
  }

  /**
   * Checks all rows, when everything that was sent is counted and written.
   *
   * @throws WrongNumberException if a row is wrong, missing or too many
   */
  public void checkAll() {
    if (promise != Promise.ROWS_AGREE) {
      Map<CountKey, Numbers> right =
          new HashMap<>(
              limitsCampaigns
                  ? new AdmittedCampaigns(cassandra.counts()).expected(sent)
                  : sent.buckets());
      right.putAll(countsSequences ? sent.sequences() : Map.of());
      compare("counts", cassandra.counts(), right, true);
      compare("counts_by_value", cassandra.countsByValue(), right, false);
    }
    Map<CountKey, Long> counts = new HashMap<>();
    for (CountKey key : cassandra.counts().keys()) {
      counts.put(key, Numbers3.of(cassandra.counts().read(key)).count());
    }
    RowsAgree.require(
        counts,
        valuesAddUp()
            ? Set.of(SentEvent.CAMPAIGN, SentEvent.CATEGORY)
            : Set.of(SentEvent.CAMPAIGN));
  }

  private void compare(
      String name, SimulatedTable<CountKey> table, Map<CountKey, Numbers> right, boolean whole) {
    for (CountKey key : table.keys()) {
      Numbers3 now = Numbers3.of(table.read(key));
      Numbers3 wanted = Numbers3.of(right.get(key));
      if (isExact(key) && !now.equals(wanted)) {
        throw wrong(name, key, now, "and must be " + wanted);
      }
    }
    right.forEach(
        (key, numbers) -> {
          boolean belongs = whole || !key.counter().dimension().isEmpty();
          if (belongs && isExact(key) && table.read(key).isEmpty()) {
            throw wrong(
                name, key, Numbers3.of((Numbers) null), "and must be " + Numbers3.of(numbers));
          }
        });
  }

  private static boolean isSequence(CountKey key) {
    return key.counter().statistic().startsWith("sequence:");
  }

  /** Which campaigns are within the limit is known in the end. */
  private boolean isLimited(CountKey key) {
    return limitsCampaigns && key.counter().dimension().equals(SentEvent.CAMPAIGN);
  }

  private boolean isExact(CountKey key) {
    return !valuesAddUp() || !key.counter().dimension().equals(SentEvent.CATEGORY);
  }

  private boolean valuesAddUp() {
    return promise == Promise.VALUES_ADD_UP;
  }

  private boolean mayFall(CountKey key) {
    Numbers numbers = sent.of(key);
    return !isExact(key)
        || (numbers != null && numbers.isFromTwoPartitions())
        || promise == Promise.ROWS_AGREE
        || promise == Promise.EXACT_AT_LAST;
  }

  private static WrongNumberException wrong(String table, CountKey key, Numbers3 now, String what) {
    return new WrongNumberException(
        "In " + table + ", " + text(key) + " has " + now + ", " + what + ".");
  }

  static String text(CountKey key) {
    CounterKey counter = key.counter();
    return counter.company()
        + (counter.dimension().isEmpty() ? "" : ", " + counter.dimension() + "=" + counter.value())
        + ", "
        + key.resolution().word()
        + " "
        + Instant.ofEpochMilli(key.start());
  }
}
