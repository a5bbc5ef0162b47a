package io.quipu.query;

import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.Resolution;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts of a company's orders in random hours around the night in which New York's clocks go back:
 * hours, and the days and months that they come to.
 */
final class TestShop {
  static final ZoneId ZONE = ZoneId.of("America/New_York");
  static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 30);
  static final LocalDate LAST_DAY = LocalDate.of(2025, 11, 6);

  private final Random random;
  private final String company;

  TestShop(String company, long seed) {
    this.company = company;
    random = new Random(seed);
  }

  /** Rows of the whole statistic and of some campaigns. */
  List<CountRow> orders(List<String> campaigns) {
    List<CountRow> rows = new ArrayList<>(rows(Counter.whole(company, "orders"), 150));
    for (String campaign : campaigns) {
      rows.addAll(rows(Counter.of(company, "orders", "campaign", campaign), 20));
    }
    return rows;
  }

  /** Rows of what a customer ordered. */
  List<CountRow> ordersOf(String customer, List<String> campaigns) {
    List<CountRow> rows =
        new ArrayList<>(rows(new Counter(company, customer, "orders", "", ""), 8));
    for (String campaign : campaigns) {
      rows.addAll(rows(new Counter(company, customer, "orders", "campaign", campaign), 3));
    }
    return rows;
  }

  private List<CountRow> rows(Counter counter, int events) {
    Map<Resolution, Map<Instant, Long>> counts = new TreeMap<>();
    Map<Resolution, Map<Instant, BigDecimal>> revenue = new TreeMap<>();
    Instant first = FIRST_DAY.atStartOfDay(ZONE).toInstant();
    long hours = ChronoUnit.HOURS.between(first, LAST_DAY.plusDays(1).atStartOfDay(ZONE));
    for (int i = 0; i < events; i++) {
      Instant hour = first.plus(random.nextInt((int) hours), ChronoUnit.HOURS);
      ZonedDateTime local = hour.atZone(ZONE);
      BigDecimal paid = BigDecimal.valueOf(random.nextInt(100_000), 2);
      long number = 1 + random.nextInt(9);
      for (Resolution resolution : Resolution.values()) {
        Instant bucket =
            switch (resolution) {
              case HOUR -> hour;
              case DAY -> local.toLocalDate().atStartOfDay(ZONE).toInstant();
              case MONTH -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(ZONE).toInstant();
            };
        counts.computeIfAbsent(resolution, key -> new TreeMap<>()).merge(bucket, number, Long::sum);
        revenue
            .computeIfAbsent(resolution, key -> new TreeMap<>())
            .merge(bucket, paid, BigDecimal::add);
      }
    }
    List<CountRow> rows = new ArrayList<>();
    counts.forEach(
        (resolution, buckets) ->
            buckets.forEach(
                (bucket, count) ->
                    rows.add(
                        row(
                            counter,
                            resolution,
                            bucket,
                            count,
                            revenue.get(resolution).get(bucket)))));
    return rows;
  }

  private CountRow row(
      Counter counter, Resolution resolution, Instant bucket, long count, BigDecimal revenue) {
    @Nullable Long uniques =
        counter.customer().isEmpty() ? (Long) (1 + (long) random.nextInt((int) count)) : null;
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        resolution,
        bucket.atZone(ZONE).getYear(),
        bucket.toEpochMilli(),
        count,
        uniques,
        Map.of("revenue", revenue));
  }
}
