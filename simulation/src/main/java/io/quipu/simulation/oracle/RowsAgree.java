package io.quipu.simulation.oracle;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Checks that rows agree with each other. */
final class RowsAgree {
  private RowsAgree() {}

  /**
   * Requires that the values of a dimension, the days and the hours add up to the total.
   *
   * @param counts the counts of all rows
   * @param dimensions those of which each event has exactly one value
   * @throws WrongNumberException if they do not
   */
  static void require(Map<CountKey, Long> counts, Set<String> dimensions) {
    Map<CountKey, Long> months = new HashMap<>();
    Map<CountKey, Long> days = new HashMap<>();
    Map<CountKey, Long> hours = new HashMap<>();
    Map<CountKey, Long> values = new HashMap<>();
    counts.forEach(
        (key, count) -> {
          switch (key.resolution()) {
            case MONTH -> {
              months.merge(key, count, Long::sum);
              String dimension = key.counter().dimension();
              if (dimensions.contains(dimension)) {
                CounterKey all = CounterKey.of(key.counter().company(), "orders", dimension, "");
                values.merge(new CountKey(all, Resolution.MONTH, key.start()), count, Long::sum);
              }
            }
            case DAY -> days.merge(month(key), count, Long::sum);
            case HOUR -> hours.merge(month(key), count, Long::sum);
          }
        });
    months.forEach(
        (key, count) -> {
          require(key, count, days.getOrDefault(key, 0L), "its days");
          require(key, count, hours.getOrDefault(key, 0L), "its hours");
        });
    values.forEach(
        (key, count) -> {
          CounterKey all = CounterKey.whole(key.counter().company(), "orders");
          CountKey total = new CountKey(all, Resolution.MONTH, key.start());
          require(
              total,
              months.getOrDefault(total, 0L),
              count,
              "its values of " + key.counter().dimension());
        });
  }

  private static void require(CountKey key, long total, long parts, String what) {
    if (total != parts) {
      throw new WrongNumberException(
          Checker.text(key)
              + " has count "
              + total
              + ", but "
              + what
              + " add up to "
              + parts
              + ".");
    }
  }

  /** The month in which an hour or a day is. */
  private static CountKey month(CountKey key) {
    var zone = key.counter().company().equals("globex") ? SentEvent.GLOBEX_ZONE : ZoneOffset.UTC;
    Instant start =
        Instant.ofEpochMilli(key.start())
            .atZone(zone)
            .truncatedTo(ChronoUnit.DAYS)
            .toLocalDate()
            .withDayOfMonth(1)
            .atStartOfDay(zone)
            .toInstant();
    return new CountKey(key.counter(), Resolution.MONTH, start.toEpochMilli());
  }
}
