package io.quipu.model.counter;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.state.CounterPage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CounterRowsTest {
  private static final BucketCalendar LONDON = new BucketCalendar(ZoneId.of("Europe/London"));
  private static final Sum REVENUE = Sum.of("revenue", 2);

  @Test
  void theChangedHoursTheirDaysAndTheMonth() {
    Statistic statistic =
        Statistic.of("ordered", Set.of(Resolution.values()), true, List.of(REVENUE));
    Increments before = add(statistic, "2026-10-24T10:00:00Z", 1);
    CounterPage totals = CounterPage.empty(statistic.sums());
    totals.add(only(before).page());
    // The same local hour twice, on a day of 25 hours.
    Increments changes = new Increments();
    changes.add(event(statistic, "2026-10-25T00:30:00Z", 20), 0);
    changes.add(event(statistic, "2026-10-25T01:30:00Z", 300), 0);
    totals.add(only(changes).page());

    assertThat(
        CounterRows.changed(only(changes), totals, month(), LONDON, 0),
        contains(
            row(Resolution.HOUR, "2026-10-25T00:00:00Z", 1, 1L, "0.20"),
            row(Resolution.DAY, "2026-10-24T23:00:00Z", 2, 2L, "3.20"),
            row(Resolution.HOUR, "2026-10-25T01:00:00Z", 1, 1L, "3.00"),
            row(Resolution.MONTH, "2026-09-30T23:00:00Z", 3, 3L, "3.21")));
  }

  @Test
  void onlyTheResolutionsAndMeasuresOfTheStatistic() {
    Statistic statistic = Statistic.of("ordered", Set.of(Resolution.DAY), false, List.of());
    Increments changes = add(statistic, "2026-10-24T10:00:00Z", 0);

    List<CountRow> rows =
        CounterRows.changed(only(changes), only(changes).page(), month(), LONDON, 0);

    assertThat(rows.size(), is(1));
    assertThat(rows.get(0).resolution(), is(Resolution.DAY));
    assertThat(rows.get(0).uniques(), is(Matchers.nullValue()));
    assertThat(rows.get(0).sums(), is(Map.of()));
  }

  @Test
  void aCustomersRowsHaveNoUniques() {
    Statistic statistic =
        Statistic.of("ordered", Set.of(Resolution.DAY), true, List.of(Sum.of("revenue", 2)));
    Increments changes = new Increments();
    changes.addForCustomer(event(statistic, "2026-10-24T10:00:00Z", 5), 0);

    List<CountRow> rows =
        CounterRows.changed(only(changes), only(changes).page(), month(), LONDON, 0);

    assertThat(
        rows,
        contains(
            new CountRow(
                "shop",
                "anna",
                "ordered",
                "",
                "",
                Resolution.DAY,
                2026,
                Instant.parse("2026-10-23T23:00:00Z").toEpochMilli(),
                1,
                null,
                Map.of("revenue", new BigDecimal("0.05")))));
  }

  private static CountRow row(
      Resolution resolution, String start, long count, @Nullable Long uniques, String revenue) {
    return new CountRow(
        "shop",
        "",
        "ordered",
        "",
        "",
        resolution,
        2026,
        Instant.parse(start).toEpochMilli(),
        count,
        uniques,
        Map.of("revenue", new BigDecimal(revenue)));
  }

  private static int month() {
    return 2026 * 12 + 9;
  }

  private static Increments add(Statistic statistic, String instant, long amount) {
    Increments increments = new Increments();
    increments.add(event(statistic, instant, amount), 0);
    return increments;
  }

  private static Increment only(Increments increments) {
    return Increments.read(increments.toBatch()).get(0);
  }

  private static CheckedEvent event(Statistic statistic, String instant, long amount) {
    int hour = LONDON.localHour(Instant.parse(instant).toEpochMilli());
    EventBuilder event = Event.builder("shop", statistic, hour).customer("anna");
    if (!statistic.sums().isEmpty()) {
      event.amount(0, amount);
    }
    return new CheckedEvent(event.build(), new byte[] {7});
  }
}
