package io.quipu.model.state;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Compares a page with a naive counter, bucket by bucket. */
public final class SameTotals {
  private SameTotals() {}

  public static void assertSame(CounterPage page, NaiveCounter naive) {
    assertSame("month", page.month(), naive.month());
    for (int day = 1; day <= 31; day++) {
      assertSame("day " + day, page.day(day), naive.day(day));
    }
    for (int hour = 0; hour < 31 * 48; hour++) {
      assertSame("hour " + hour, page.hour(hour), naive.hour(hour));
    }
  }

  public static void assertSame(
      String bucket, CounterPage.Totals found, CounterPage.Totals expected) {
    assertThat(bucket, normal(found), is(normal(expected)));
  }

  /** The totals without sums of zero and without trailing zeros. */
  private static CounterPage.Totals normal(CounterPage.Totals totals) {
    Map<String, BigDecimal> sums = new HashMap<>();
    totals
        .sums()
        .forEach(
            (name, amount) -> {
              if (amount.signum() != 0) {
                sums.put(name, amount.stripTrailingZeros());
              }
            });
    return new CounterPage.Totals(totals.count(), totals.uniques(), sums);
  }
}
