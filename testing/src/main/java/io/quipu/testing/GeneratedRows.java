package io.quipu.testing;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Generates final rows as a pipeline would write them: each counter's hours, days and months. */
public final class GeneratedRows {
  public static final ZoneId ZONE = ZoneId.of("America/New_York");

  /** Names that break code which does not bind parameters, encode UTF-8 or escape characters. */
  public static final List<String> HOSTILE =
      List.of(
          "'; DROP TABLE counts; --",
          "\"quoted\" 'twice'",
          "null",
          " ",
          "",
          "a\u0000b",
          "\u202Eright to left שלום",
          "\uD83D\uDE00 and \uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
          "\uFFFD\uFB01",
          "%s {} \\ / ? & = :",
          "line\nbreak\ttab",
          "x".repeat(5000));

  private final Random random;
  private final BucketCalendar calendar = new BucketCalendar(ZONE);

  public GeneratedRows(long seed) {
    random = new Random(seed);
  }

  /** The rows of the whole statistic and of each value, in random hours of the months. */
  public List<CountRow> of(
      String company, String statistic, String dimension, Set<String> values, YearMonth... months) {
    List<CountRow> rows = new ArrayList<>();
    for (YearMonth month : months) {
      rows.addAll(month(company, statistic, "", "", LocalHour.month(month)));
      for (String value : values) {
        rows.addAll(month(company, statistic, dimension, value, LocalHour.month(month)));
      }
    }
    return rows;
  }

  /** The same rows as a customer's rows, which have no uniques. */
  public static List<CountRow> ofCustomer(String customer, List<CountRow> rows) {
    return rows.stream()
        .map(
            row ->
                new CountRow(
                    row.company(),
                    customer,
                    row.statistic(),
                    row.dimension(),
                    row.value(),
                    row.resolution(),
                    row.year(),
                    row.bucketStart(),
                    row.count(),
                    null,
                    row.sums()))
        .toList();
  }

  /** The hostile names, filled up with random names to the given number. */
  public Set<String> values(int number) {
    Set<String> values = new LinkedHashSet<>(HOSTILE);
    while (values.size() < number) {
      values.add("value " + random.nextInt(1_000_000) + Character.toString(randomCodePoint()));
    }
    return values;
  }

  private int randomCodePoint() {
    int point = random.nextInt(Character.MAX_CODE_POINT);
    return point >= 0xD800 && point < 0xE000 ? 'x' : point;
  }

  private List<CountRow> month(
      String company, String statistic, String dimension, String value, int month) {
    List<CountRow> rows = new ArrayList<>();
    Set<Integer> days = new LinkedHashSet<>();
    int year = LocalHour.yearMonth(month).getYear();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int day = 1 + random.nextInt(28);
      if (days.add(day)) {
        long dayStart = calendar.dayStart(month, day);
        int code = LocalHour.code(calendar.localHour(dayStart + random.nextInt(23) * 3_600_000L));
        for (Map.Entry<Resolution, Long> bucket :
            Map.of(Resolution.HOUR, calendar.hourStart(month, code), Resolution.DAY, dayStart)
                .entrySet()) {
          rows.add(
              row(company, statistic, dimension, value, bucket.getKey(), year, bucket.getValue()));
        }
      }
    }
    rows.add(
        row(
            company,
            statistic,
            dimension,
            value,
            Resolution.MONTH,
            year,
            calendar.monthStart(month)));
    return rows;
  }

  private CountRow row(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      int year,
      long bucketStart) {
    long count = 1 + random.nextLong(1_000_000);
    boolean measured = statistic.startsWith("order");
    return new CountRow(
        company,
        "",
        statistic,
        dimension,
        value,
        resolution,
        year,
        bucketStart,
        count,
        measured ? (Long) (1 + random.nextLong(count)) : null,
        measured
            ? Map.of("revenue", BigDecimal.valueOf(random.nextLong(), 2), "ключ", BigDecimal.ONE)
            : Map.of());
  }
}
