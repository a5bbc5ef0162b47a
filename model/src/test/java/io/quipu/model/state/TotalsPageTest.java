package io.quipu.model.state;

import static io.quipu.model.state.RandomCounts.MONTH;
import static io.quipu.model.state.RandomCounts.addTo;
import static io.quipu.model.state.RandomCounts.page;
import static io.quipu.model.state.SameTotals.assertSame;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.failure.PermanentFailure;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TotalsPageTest {
  private static final Sum REVENUE = Sum.of("revenue", 2);

  // In October 2026 it sets its clock forward, by half an hour.
  private static final BucketCalendar CALENDAR =
      new BucketCalendar(ZoneId.of("Australia/Lord_Howe"));

  @Property(tries = 200)
  void continuesFromStoredRowsWithTheSameTotals(
      @ForAll long seed, @ForAll Set<Resolution> resolutions) {
    if (resolutions.isEmpty()) {
      return;
    }
    Statistic statistic = RandomCounts.statistic(resolutions, REVENUE, Sum.of("items", 0));
    RandomCounts random = new RandomCounts(seed, TotalsPageTest::exists);
    NaiveCounter naive = new NaiveCounter();
    List<CheckedEvent> before = random.events(statistic, 60);
    List<CheckedEvent> after = random.events(statistic, 60);
    before.forEach(event -> addTo(naive, event));
    after.forEach(event -> addTo(naive, event));
    List<CountRow> rows = rows(before, page(before, statistic.sums()));
    assertThat(rows, not(empty()));
    Collections.shuffle(rows, new Random(seed));

    CounterPage page = TotalsPage.ofRows(rows, MONTH, CALENDAR, statistic.sums(), true);
    page = TotalsPage.fromBytes(TotalsPage.toBytes(page));
    page.add(page(after, statistic.sums()));

    if (resolutions.contains(Resolution.MONTH)) {
      assertSame("month", page.month(), naive.month());
    }
    for (int day = 1; day <= 31 && resolutions.contains(Resolution.DAY); day++) {
      assertSame("day " + day, page.day(day), naive.day(day));
    }
    for (int hour = 0; hour < 31 * 48 && resolutions.contains(Resolution.HOUR); hour++) {
      assertSame("hour " + hour, page.hour(hour), naive.hour(hour));
    }
  }

  /** Customers who come later cannot say how many came before. */
  @Property(tries = 50)
  void uniquesThatAreUnknownStayUnknown(@ForAll long seed) {
    Statistic statistic = RandomCounts.statistic(Set.of(Resolution.values()), REVENUE);
    RandomCounts random = new RandomCounts(seed, TotalsPageTest::exists);
    List<CheckedEvent> before = random.events(statistic, 30);
    List<CountRow> rows = rows(before, page(before, statistic.sums()));
    List<CountRow> unknown = rows.stream().map(TotalsPageTest::withoutUniques).toList();

    CounterPage page = TotalsPage.ofRows(unknown, MONTH, CALENDAR, statistic.sums(), true);
    page.add(page(random.events(statistic, 30), statistic.sums()));
    page = TotalsPage.fromBytes(TotalsPage.toBytes(page));

    assertThat(page.month().knowsUniques(), is(false));
    for (CountRow row : rows) {
      int code = LocalHour.code(CALENDAR.localHour(row.bucketStart()));
      if (row.resolution() == Resolution.HOUR) {
        assertThat(page.hour(code).knowsUniques(), is(false));
      } else if (row.resolution() == Resolution.DAY) {
        assertThat(page.day(LocalHour.day(code)).knowsUniques(), is(false));
      }
    }
    // Other statistics have no uniques, and take no more bytes for that.
    assertThat(
        TotalsPage.ofRows(unknown, MONTH, CALENDAR, statistic.sums(), false).month().uniques(),
        is(0L));
  }

  private static CountRow withoutUniques(CountRow row) {
    return new CountRow(
        row.company(),
        row.customer(),
        row.statistic(),
        row.dimension(),
        row.value(),
        row.resolution(),
        row.year(),
        row.bucketStart(),
        row.count(),
        null,
        row.sums());
  }

  @Test
  void keepsStoredSumsThatTheCatalogNoLongerHas() {
    Statistic old = RandomCounts.statistic(Set.of(Resolution.HOUR, Resolution.MONTH), REVENUE);
    List<CheckedEvent> events = new RandomCounts(3, TotalsPageTest::exists).events(old, 40);
    List<CountRow> rows = rows(events, page(events, old.sums()));

    CounterPage page =
        TotalsPage.ofRows(
            rows, MONTH, CALENDAR, List.of(Sum.of("revenue", 1), Sum.of("new", 0)), true);

    assertThat(
        page.month().sums().get("revenue"),
        is(page(events, old.sums()).month().sums().get("revenue")));
    assertThat(page.month().sums(), hasEntry("new", BigDecimal.ZERO));
  }

  @Test
  void noRowsGiveAnEmptyPage() {
    CounterPage page = TotalsPage.ofRows(List.of(), MONTH, CALENDAR, List.of(REVENUE), true);

    assertThat(
        TotalsPage.toBytes(page), is(TotalsPage.toBytes(CounterPage.empty(List.of(REVENUE)))));
  }

  @Test
  void theFormatStays() {
    String golden =
        "01" // version
            + "01" // sums
            + "07"
            + HexFormat.of().formatHex("revenue".getBytes(StandardCharsets.UTF_8))
            + "02" // scale
            + "02" // hours
            + "02"
            + "02"
            + "01"
            + "01"
            + "01"
            + "02"
            + "00fa"
            + "cd0b"
            + "01"
            + "01"
            + "01"
            + "00"
            + "01"
            + "ff";
    Statistic statistic = RandomCounts.statistic(Set.of(Resolution.HOUR), REVENUE);
    CounterPage page = CounterPage.empty(statistic.sums());
    page.add(event(statistic, 1487, -1), UniqueIn.HOUR | UniqueIn.DAY);
    page.add(event(statistic, 2, 100), UniqueIn.NONE);
    page.add(event(statistic, 2, 150), UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH);

    assertThat(HexFormat.of().formatHex(TotalsPage.toBytes(page)), is(golden));
    CounterPage read = TotalsPage.fromBytes(HexFormat.of().parseHex(golden));
    assertThat(read.month(), is(page.month()));
    assertThat(read.day(1), is(page.day(1)));
    assertThat(read.hour(1487), is(page.hour(1487)));
  }

  @Test
  void refusesAnotherVersion() {
    byte[] newer = TotalsPage.toBytes(CounterPage.empty(List.of()));
    newer[0] = 2;

    assertThat(
        assertThrows(PermanentFailure.class, () -> TotalsPage.fromBytes(newer)).getMessage(),
        containsString("The page of totals has the format version 2, but this program reads"));
  }

  private static Event event(Statistic statistic, int hour, long amount) {
    return Event.builder("shop", statistic, LocalHour.ofCode(MONTH, hour))
        .amount(0, amount)
        .build();
  }

  private static boolean exists(int code) {
    return CALENDAR.localHour(CALENDAR.hourStart(MONTH, code)) == LocalHour.ofCode(MONTH, code);
  }

  private static List<CountRow> rows(List<CheckedEvent> events, CounterPage totals) {
    Increments increments = new Increments();
    events.forEach(event -> increments.add(event, 0));
    Increment all = Increments.read(increments.toBatch()).get(0);
    return CounterRows.changed(all, totals, MONTH, CALENDAR, 0);
  }
}
