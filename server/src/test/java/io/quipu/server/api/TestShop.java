package io.quipu.server.api;

import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    List<CountRow> rows = new ArrayList<>(rows(CounterKey.whole(company, "orders"), 150));
    for (String campaign : campaigns) {
      rows.addAll(rows(CounterKey.of(company, "orders", "campaign", campaign), 20));
    }
    return rows;
  }

  /** Rows of a statistic that keeps days and months only. */
  List<CountRow> refunds(List<String> campaigns) {
    List<CountRow> rows = new ArrayList<>(rows(CounterKey.whole(company, "refunds"), 30));
    for (String campaign : campaigns) {
      rows.addAll(rows(CounterKey.of(company, "refunds", "campaign", campaign), 10));
    }
    rows.removeIf(row -> row.resolution() == Resolution.HOUR);
    return rows;
  }

  /** Rows of the orders of a customer. */
  List<CountRow> ordersOf(String customer, List<String> campaigns) {
    List<CountRow> rows =
        new ArrayList<>(rows(new CounterKey(company, customer, "orders", "", ""), 8));
    for (String campaign : campaigns) {
      rows.addAll(rows(new CounterKey(company, customer, "orders", "campaign", campaign), 3));
    }
    return rows;
  }

  private record Totals(long count, BigDecimal revenue) {
    Totals plus(Totals other) {
      return new Totals(count + other.count, revenue.add(other.revenue));
    }
  }

  private List<CountRow> rows(CounterKey counter, int events) {
    Map<Bucket, Totals> totals = new LinkedHashMap<>();
    Instant first = FIRST_DAY.atStartOfDay(ZONE).toInstant();
    long hours = ChronoUnit.HOURS.between(first, LAST_DAY.plusDays(1).atStartOfDay(ZONE));
    for (int i = 0; i < events; i++) {
      Instant hour = first.plus(random.nextInt((int) hours), ChronoUnit.HOURS);
      LocalDate day = LocalDate.ofInstant(hour, ZONE);
      Totals event =
          new Totals(1L + random.nextInt(9), BigDecimal.valueOf(random.nextInt(100_000), 2));
      for (Bucket bucket :
          List.of(
              new Bucket(Resolution.HOUR, hour),
              new Bucket(Resolution.DAY, day.atStartOfDay(ZONE).toInstant()),
              new Bucket(Resolution.MONTH, day.withDayOfMonth(1).atStartOfDay(ZONE).toInstant()))) {
        totals.merge(bucket, event, Totals::plus);
      }
    }
    List<CountRow> rows = new ArrayList<>();
    totals.forEach((bucket, total) -> rows.add(row(counter, bucket, total)));
    return rows;
  }

  private CountRow row(CounterKey counter, Bucket bucket, Totals total) {
    @Nullable Long uniques =
        counter.customer().isEmpty() ? (Long) (1 + random.nextLong(total.count())) : null;
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        bucket.resolution(),
        bucket.start().atZone(ZONE).getYear(),
        bucket.start().toEpochMilli(),
        total.count(),
        uniques,
        Map.of("revenue", total.revenue()));
  }
}
