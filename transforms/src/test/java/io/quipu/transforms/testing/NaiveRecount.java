package io.quipu.transforms.testing;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Counts actions with plain maps, without the code that it checks: for each bucket the actions in
 * it, its customers as a set, its amounts one by one.
 */
public final class NaiveRecount {

  /** What a row counts. */
  public record Bucket(
      String company,
      String customer,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      Instant start) {

    /** The bucket of a row. */
    public static Bucket of(CountRow row) {
      return new Bucket(
          row.company(),
          row.customer(),
          row.statistic(),
          row.dimension(),
          row.value(),
          row.resolution(),
          Instant.ofEpochMilli(row.bucketStart()));
    }
  }

  private record Identity(String company, String statistic, String id) {}

  private static final class Numbers {
    private long count;
    private final Set<String> customers = new HashSet<>();
    private final Map<String, BigDecimal> sums = new HashMap<>();
  }

  private final TimeZones zones;
  private final boolean byCustomer;
  private final Set<Identity> identities = new HashSet<>();
  private final Map<Bucket, Numbers> buckets = new HashMap<>();
  private final Map<Bucket, CountRow> rows = new HashMap<>();
  private long counted;

  private NaiveRecount(TimeZones zones, boolean byCustomer) {
    this.zones = zones;
    this.byCustomer = byCustomer;
  }

  /**
   * Counts all of the actions.
   *
   * @throws IllegalArgumentException if there are none, because a comparison with nothing always
   *     passes
   */
  public static NaiveRecount of(List<Action> actions, TimeZones zones) {
    return of(actions, zones, false);
  }

  /** Counts each of the actions for its customer; actions without a customer do not count. */
  public static NaiveRecount byCustomer(List<Action> actions, TimeZones zones) {
    return of(actions.stream().filter(action -> action.customer() != null).toList(), zones, true);
  }

  private static NaiveRecount of(List<Action> actions, TimeZones zones, boolean byCustomer) {
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("There is nothing to recount.");
    }
    NaiveRecount recount = new NaiveRecount(zones, byCustomer);
    actions.forEach(recount::count);
    return recount;
  }

  /** The final row of each bucket, in the resolutions and measures of its statistic. */
  public Map<Bucket, CountRow> rows() {
    return rows;
  }

  /** How many different customers each bucket of any resolution has. */
  public Map<Bucket, Long> customers() {
    Map<Bucket, Long> customers = new HashMap<>();
    buckets.forEach((bucket, numbers) -> customers.put(bucket, (long) numbers.customers.size()));
    return customers;
  }

  /** How many actions are counted: all except duplicates. */
  public long counted() {
    return counted;
  }

  /** The sum of the rows of each bucket, as in a store of counters. */
  public static Map<Bucket, CountRow> sum(Iterable<CountRow> rows) {
    Map<Bucket, Numbers> numbers = new HashMap<>();
    Map<Bucket, CountRow> sum = new HashMap<>();
    for (CountRow row : rows) {
      Numbers all = numbers.computeIfAbsent(Bucket.of(row), bucket -> new Numbers());
      all.count += row.count();
      row.sums().forEach((name, amount) -> all.sums.merge(name, amount, BigDecimal::add));
      CountRow before = sum.get(Bucket.of(row));
      Long uniques = row.uniques();
      if (before != null && before.uniques() != null && uniques != null) {
        uniques += before.uniques();
      }
      sum.put(
          Bucket.of(row),
          new CountRow(
              row.company(),
              row.customer(),
              row.statistic(),
              row.dimension(),
              row.value(),
              row.resolution(),
              row.year(),
              row.bucketStart(),
              all.count,
              uniques,
              Map.copyOf(all.sums)));
    }
    return sum;
  }

  /** The row with the most changes of each bucket, as in a store that keeps the latest. */
  public static Map<Bucket, CountRow> latest(Iterable<CountRow> rows) {
    Map<Bucket, CountRow> latest = new HashMap<>();
    for (CountRow row : rows) {
      latest.merge(Bucket.of(row), row, (a, b) -> a.changes() >= b.changes() ? a : b);
    }
    return latest;
  }

  private void count(Action action) {
    String id = action.id();
    if (id != null
        && !identities.add(new Identity(action.company(), action.statistic().name(), id))) {
      return;
    }
    counted++;
    List<Action.Value> values = new ArrayList<>(action.values());
    values.add(new Action.Value("", ""));
    for (Action.Value value : values) {
      for (Resolution resolution : Resolution.values()) {
        count(action, value, resolution);
      }
    }
  }

  private void count(Action action, Action.Value value, Resolution resolution) {
    Statistic statistic = action.statistic();
    ZoneId zone = zones.of(action.company());
    Bucket bucket =
        new Bucket(
            action.company(),
            byCustomer ? Objects.requireNonNull(action.customer()) : "",
            statistic.name(),
            value.dimension(),
            value.value(),
            resolution,
            start(action.time(), resolution, zone));
    Numbers numbers = buckets.computeIfAbsent(bucket, key -> new Numbers());
    numbers.count++;
    String customer = action.customer();
    if (customer != null) {
      numbers.customers.add(customer);
    }
    for (int i = 0; i < statistic.sums().size(); i++) {
      BigDecimal amount =
          BigDecimal.valueOf(action.amounts().get(i), statistic.sums().get(i).scale());
      numbers.sums.merge(statistic.sums().get(i).name(), amount, BigDecimal::add);
    }
    if (statistic.resolutions().contains(resolution)) {
      rows.put(bucket, row(bucket, numbers, statistic, action.time().atZone(zone).getYear()));
    }
  }

  private static CountRow row(Bucket bucket, Numbers numbers, Statistic statistic, int year) {
    boolean byCustomer = !bucket.customer().isEmpty();
    return new CountRow(
        bucket.company(),
        bucket.customer(),
        bucket.statistic(),
        bucket.dimension(),
        bucket.value(),
        bucket.resolution(),
        year,
        bucket.start().toEpochMilli(),
        numbers.count,
        statistic.uniques() && !byCustomer ? (Long) (long) numbers.customers.size() : null,
        Map.copyOf(numbers.sums));
  }

  private static Instant start(Instant time, Resolution resolution, ZoneId zone) {
    LocalDate date = time.atZone(zone).toLocalDate();
    return switch (resolution) {
      case HOUR -> hourStart(time, zone);
      case DAY -> date.atStartOfDay(zone).toInstant();
      case MONTH -> date.withDayOfMonth(1).atStartOfDay(zone).toInstant();
    };
  }

  /**
   * Finds the start of the hour: goes back minute by minute while the clock shows the hour and was
   * not set back.
   */
  private static Instant hourStart(Instant time, ZoneId zone) {
    Instant start = time.truncatedTo(ChronoUnit.MINUTES);
    while (true) {
      LocalDateTime clock = start.atZone(zone).toLocalDateTime();
      LocalDateTime before = start.minusSeconds(60).atZone(zone).toLocalDateTime();
      if (!before.isBefore(clock)
          || !before.truncatedTo(ChronoUnit.HOURS).equals(clock.truncatedTo(ChronoUnit.HOURS))) {
        return start;
      }
      start = start.minusSeconds(60);
    }
  }
}
