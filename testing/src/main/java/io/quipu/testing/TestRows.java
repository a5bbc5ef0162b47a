package io.quipu.testing;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Final rows of random numbers: of each month, the month itself, one or two days, and an hour. */
public final class TestRows {

  /** Names that break code without bound parameters, UTF-8 or escaping. */
  public static final List<String> HOSTILE =
      List.of(
          "'; DROP TABLE counts; --",
          "\"quoted\" 'twice'",
          "null",
          "",
          "a\u0000b",
          "\u202Eright to left שלום",
          "\uD83D\uDE00 \uD83D\uDC69\u200D\uD83D\uDC67",
          "\uFB01",
          "%s {} \\ / ? & = :",
          "line\nbreak",
          "=1+1",
          "'quoted",
          "x".repeat(5000));

  private final Random random;
  private final ZoneId zone;

  public TestRows(long seed, ZoneId zone) {
    random = new Random(seed);
    this.zone = zone;
  }

  /** A number of values, which include the hostile names. */
  public Set<String> values(int number) {
    Set<String> values = new LinkedHashSet<>(HOSTILE);
    while (values.size() < number) {
      values.add("value " + random.nextInt(1_000_000) + (char) (0x3000 + random.nextInt(1000)));
    }
    return values;
  }

  /** Rows of the whole statistic and of each value in each month. */
  public List<CountRow> of(
      String company, String statistic, String dimension, Set<String> values, YearMonth... months) {
    List<CountRow> rows = new ArrayList<>();
    for (YearMonth month : months) {
      add(rows, CounterKey.whole(company, statistic), month);
      for (String value : values) {
        add(rows, CounterKey.of(company, statistic, dimension, value), month);
      }
    }
    return rows;
  }

  /** As {@link #of}, of one customer, whose rows have no uniques. */
  public List<CountRow> ofCustomer(
      String customer,
      String company,
      String statistic,
      String dimension,
      Set<String> values,
      YearMonth... months) {
    return GeneratedRows.ofCustomer(customer, of(company, statistic, dimension, values, months));
  }

  private void add(List<CountRow> rows, CounterKey counter, YearMonth month) {
    rows.add(row(counter, Resolution.MONTH, month.atDay(1), 0));
    LocalDate day = month.atDay(1 + random.nextInt(3));
    rows.add(row(counter, Resolution.DAY, day, 0));
    rows.add(row(counter, Resolution.DAY, day.plusDays(1 + random.nextInt(20)), 0));
    rows.add(row(counter, Resolution.HOUR, day, 4 + random.nextInt(3)));
  }

  private CountRow row(CounterKey counter, Resolution resolution, LocalDate day, int hour) {
    // Few different counts, so that many values tie.
    long count = 1L + random.nextInt(30);
    boolean measured = counter.statistic().equals("orders");
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        resolution,
        day.getYear(),
        day.atStartOfDay(zone).plusHours(hour).toInstant().toEpochMilli(),
        count,
        measured ? (Long) (1 + random.nextLong(count)) : null,
        measured ? Map.of("revenue", BigDecimal.valueOf(random.nextLong(), 2)) : Map.of());
  }
}
