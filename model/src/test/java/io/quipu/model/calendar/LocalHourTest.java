package io.quipu.model.calendar;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.time.YearMonth;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LocalHourTest {

  @Property
  void givesBackItsParts(
      @ForAll @IntRange(min = 0, max = 9999) int year,
      @ForAll @IntRange(min = 1, max = 12) int monthOfYear,
      @ForAll @IntRange(min = 1, max = 31) int day,
      @ForAll @IntRange(min = 0, max = 23) int hour,
      @ForAll @IntRange(min = 0, max = 1) int fold) {
    int month = LocalHour.month(YearMonth.of(year, monthOfYear));

    int localHour = LocalHour.of(month, day, hour, fold);

    int code = LocalHour.code(localHour);
    assertThat(LocalHour.month(localHour), is(month));
    assertThat(LocalHour.yearMonth(month), is(YearMonth.of(year, monthOfYear)));
    assertThat(LocalHour.day(code), is(day));
    assertThat(LocalHour.hour(code), is(hour));
    assertThat(LocalHour.fold(code), is(fold));
    assertThat(LocalHour.ofCode(month, code), is(localHour));
    assertThat(code, lessThan(31 * 48));
  }

  @Test
  void theLayoutStays() {
    // 20 November 2026, 13:00, shown a second time.
    assertThat(LocalHour.of(2026 * 12 + 10, 20, 13, 1), is(24322 * 2048 + (19 * 24 + 13) * 2 + 1));
  }
}
