package io.quipu.store.queries;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RangeTotalTest {
  private static final ZoneId ZONE = ZoneOffset.UTC;
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 1);

  /** The row of a day with so many different customers, of whom all have this gap. */
  private static CountRow row(int day, long customers, String gap) {
    LocalDate date = FIRST.plusDays(day);
    return new CountRow(
        "acme",
        "",
        "opened",
        "",
        "",
        Resolution.DAY,
        2026,
        date.atStartOfDay(ZONE).toInstant().toEpochMilli(),
        customers,
        customers,
        Map.of(gap, BigDecimal.valueOf(customers)));
  }

  @Test
  void customersCountOnTheirFirstDay() {
    List<CountRow> days = List.of(row(0, 3, "0"), row(2, 2, "2"));
    assertThat(new RangeTotal(days, days).uniques(FIRST, ZONE), is(3L));
    assertThat(
        new RangeTotal(days.subList(1, 2), days.subList(1, 2)).uniques(FIRST.plusDays(1), ZONE),
        is(2L));
  }

  @Test
  void aDayWithoutTheGapsOfAllItsCustomersIsNotKnown() {
    List<CountRow> days = List.of(row(0, 3, "0"), row(2, 2, "2"));
    assertThat(new RangeTotal(days, List.of(row(2, 2, "2"))).uniques(FIRST, ZONE), is(nullValue()));
    assertThat(
        new RangeTotal(days, List.of(row(0, 2, "0"), row(2, 2, "2"))).uniques(FIRST, ZONE),
        is(nullValue()));
  }

  @Test
  void theLastDayMayLackTheGapsOfTheLastSecond() {
    List<CountRow> days = List.of(row(0, 3, "0"), row(2, 2, "2"));
    assertThat(
        new RangeTotal(days, List.of(row(0, 3, "0"), row(2, 1, "0"))).uniques(FIRST, ZONE), is(4L));
  }

  @Test
  void withoutGapsNothingIsKnown() {
    assertThat(new RangeTotal(List.of(), List.of()).uniques(FIRST, ZONE), is(nullValue()));
  }
}
