package io.quipu.model.state;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Sum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * The format of a counter's totals of one month in state.
 *
 * <pre>
 *  version (1) | {@link CounterPage}
 * </pre>
 */
public final class TotalsPage {
  private static final int VERSION = 1;

  /** A number of uniques that stays negative, whatever is added to it. */
  private static final long UNKNOWN = -(1L << 60);

  private TotalsPage() {}

  /** The page in bytes, for {@link #fromBytes}. */
  public static byte[] toBytes(CounterPage page) {
    ByteWriter out = new ByteWriter(256);
    out.writeByte(VERSION);
    page.write(out);
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static CounterPage fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The page of totals");
    CounterPage page = CounterPage.read(in);
    in.expectEnd("The page of totals");
    return page;
  }

  /**
   * The page that gives the same totals as stored rows of one counter and month.
   *
   * <p>Rows of a finer resolution may be missing, because not every statistic has them. What a day
   * has beyond its hours is added to the first hour of the day. What the month has beyond its days
   * is added to the first hour of the month. These hours are only ever added up to days and months.
   *
   * @param asksUniques whether the rows should have uniques; those of a row without them are
   *     unknown from then on
   */
  public static CounterPage ofRows(
      List<CountRow> rows,
      int month,
      BucketCalendar calendar,
      List<Sum> declared,
      boolean asksUniques) {
    List<Sum> sums = sumsOf(rows, declared);
    CounterPage page = CounterPage.empty(sums);
    for (Resolution resolution : Resolution.values()) {
      for (CountRow row : rows) {
        if (row.resolution() == resolution) {
          addRow(row, month, calendar, sums, asksUniques, page);
        }
      }
    }
    return page;
  }

  private static void addRow(
      CountRow row,
      int month,
      BucketCalendar calendar,
      List<Sum> sums,
      boolean asksUniques,
      CounterPage page) {
    int hour =
        switch (row.resolution()) {
          case HOUR -> LocalHour.code(calendar.localHour(row.bucketStart()));
          case DAY ->
              LocalHour.code(
                  LocalHour.of(
                      month,
                      LocalHour.day(LocalHour.code(calendar.localHour(row.bucketStart()))),
                      0,
                      0));
          case MONTH -> 0;
        };
    CounterPage.Totals known =
        switch (row.resolution()) {
          case HOUR -> page.hour(hour);
          case DAY -> page.day(LocalHour.day(hour));
          case MONTH -> page.month();
        };
    Long rowUniques = row.uniques();
    long[] uniques = new long[3];
    if (rowUniques != null) {
      uniques[row.resolution().code()] = rowUniques - known.uniques();
    } else if (asksUniques) {
      uniques[row.resolution().code()] = UNKNOWN - known.uniques();
    }
    BigInteger[] amounts = new BigInteger[sums.size()];
    for (int i = 0; i < amounts.length; i++) {
      Sum sum = sums.get(i);
      BigDecimal stored = row.sums().getOrDefault(sum.name(), BigDecimal.ZERO);
      BigDecimal more = stored.subtract(known.sums().getOrDefault(sum.name(), BigDecimal.ZERO));
      amounts[i] = more.setScale(sum.scale()).unscaledValue();
    }
    page.add(hour, row.count() - known.count(), uniques, amounts);
  }

  private static List<Sum> sumsOf(List<CountRow> rows, List<Sum> declared) {
    List<Sum> sums = declared;
    for (CountRow row : rows) {
      for (Map.Entry<String, BigDecimal> stored : row.sums().entrySet()) {
        Sum sum = Sum.of(stored.getKey(), Math.max(0, stored.getValue().scale()));
        sums = Sum.union(sums, List.of(sum));
      }
    }
    return sums;
  }
}
