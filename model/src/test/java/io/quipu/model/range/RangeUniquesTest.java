package io.quipu.model.range;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.CounterPage;
import io.quipu.model.state.TotalsPage;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests the uniques of all ranges against sets of customers. */
class RangeUniquesTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final int CUSTOMERS = 40;

  /** A model of the pipeline: pages of customers, and totals of counters. */
  private static final class Counted {
    private final Map<List<Object>, byte[]> pages = new HashMap<>();
    private final Map<List<Object>, CounterPage> totals = new HashMap<>();
    private final Map<Long, CountRow> rows = new TreeMap<>();
    private final BucketCalendar calendar = new BucketCalendar(ZONE);

    void add(String customer, int day) {
      Visit visit = new Visit("acme", customer, "opened", day, List.of(new Visit.Counter("", "")));
      for (Visit sent : VisitBatch.fromBytes(new VisitBatch(List.of(visit)).toBytes()).visits()) {
        for (Period period : sent.periods()) {
          List<Object> key = List.of(sent.page(), period);
          CustomerDays page =
              pages.containsKey(key)
                  ? CustomerDays.fromBytes(pages.get(key))
                  : CustomerDays.empty();
          GapChanges.add(sent, period, page, this::add);
          pages.put(key, page.toBytes());
        }
      }
    }

    private void add(Increment increment, int month) {
      Increments one = new Increments();
      one.add(increment);
      IncrementBatch batch = one.toBatch();
      for (Increment read : Increments.read(batch)) {
        Fingerprint counter = read.counter();
        CounterPage page =
            totals.computeIfAbsent(
                List.of(counter, month), key -> CounterPage.empty(read.statistic().sums()));
        page.add(read.page());
        CounterPage stored = TotalsPage.fromBytes(TotalsPage.toBytes(page));
        for (CountRow row : CounterRows.changed(read, stored, month, calendar, 1)) {
          CountRow before = rows.put(row.bucketStart(), row);
          assertThat(
              "the version grows", before == null || row.changes() > before.changes(), is(true));
        }
      }
    }

    long uniques(LocalDate first, LocalDate last) {
      List<CountRow> inRange = new ArrayList<>();
      for (CountRow row : rows.values()) {
        LocalDate day = row.start().atZone(ZONE).toLocalDate();
        if (!day.isBefore(first) && !day.isAfter(last)) {
          inRange.add(row);
        }
      }
      return RangeUniques.of(inRange, first, ZONE);
    }
  }

  @Test
  void allRangesAreExactInAnyOrder() {
    Random random = new Random(20_261_127);
    LocalDate begin = LocalDate.of(2024, 10, 1);
    int days = 600;
    Map<Integer, Set<Integer>> byDay = new TreeMap<>();
    List<int[]> visits = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      int customer = random.nextInt(CUSTOMERS);
      int day = random.nextInt(days);
      visits.add(new int[] {customer, day});
      byDay.computeIfAbsent(day, key -> new HashSet<>()).add(customer);
    }
    Counted counted = new Counted();
    for (int[] visit : visits) {
      counted.add("customer-" + visit[0], (int) begin.plusDays(visit[1]).toEpochDay());
      if (random.nextInt(4) == 0) {
        counted.add("customer-" + visit[0], (int) begin.plusDays(visit[1]).toEpochDay());
      }
    }

    int ranges = 0;
    for (int first = 0; first < days; first += 1 + random.nextInt(3)) {
      Set<Integer> seen = new HashSet<>();
      for (int last = first; last < Math.min(days, first + DayGaps.MAX_GAP); last++) {
        seen.addAll(byDay.getOrDefault(last, Set.of()));
        if (random.nextInt(4) == 0) {
          ranges++;
          assertThat(
              first + " to " + last,
              counted.uniques(begin.plusDays(first), begin.plusDays(last)),
              is((long) seen.size()));
        }
      }
    }
    assertThat("ranges", ranges > 10_000, is(true));
  }

  @Test
  void theCountOfADayIsItsCustomers() {
    Counted counted = new Counted();
    int day = (int) LocalDate.of(2025, 12, 31).toEpochDay();
    counted.add("anna", day);
    counted.add("bert", day);
    counted.add("anna", day - 1);
    counted.add("anna", day + 1);
    assertThat(
        counted.rows.values().stream().map(CountRow::count).toList(), is(List.of(1L, 2L, 1L)));
  }

  @Test
  void aRangeIsExactUpToTheLongestGap() {
    LocalDate first = LocalDate.of(2025, 1, 1);
    assertThat(RangeUniques.isExact(first, first.plusDays(DayGaps.MAX_GAP - 1)), is(true));
    assertThat(RangeUniques.isExact(first, first.plusDays(DayGaps.MAX_GAP)), is(false));
  }
}
