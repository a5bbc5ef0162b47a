package io.quipu.transforms.range;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.range.RangeUniques;
import io.quipu.model.state.Generations;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.combine.SumIncrements;
import io.quipu.transforms.history.HistorySettings;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.NaiveRecount;
import io.quipu.transforms.testing.Outputs;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.RowsInMemory;
import io.quipu.transforms.totals.AccumulateTotals;
import io.quipu.transforms.totals.TotalsInBatch;
import io.quipu.transforms.unique.CheckUniqueness;
import io.quipu.transforms.unique.CheckUniquenessInBatch;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the uniques of ranges with sets of customers. */
class CountDayGapsTest {
  private static final int SHARDS = 4;
  private static final HistorySettings SETTINGS = HistorySettings.ofShards(SHARDS);
  private static final int DAYS = 500;
  private static final YearMonth AFTER_ALL = YearMonth.of(2028, 1);
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final TimeZones ZONES = TimeZones.of(ZONE, Map.of());
  private static final LocalDate BEGIN = LocalDate.of(2025, 3, 1);
  private static final Statistic OPENED = Statistic.of("opened").withUniques();

  /** Random events of some customers, and who came on which day, by tag; "" for all tags. */
  private static final class Traffic implements Serializable {
    private static final long serialVersionUID = 1L;

    final transient List<Event> events = new ArrayList<>();

    @SuppressWarnings("serial") // The maps and sets are serializable.
    private final Map<String, Map<LocalDate, Set<String>>> customers = new TreeMap<>();

    Traffic(long seed, int count) {
      Random random = new Random(seed);
      BucketCalendar calendar = new BucketCalendar(ZONE);
      for (int i = 0; i < count; i++) {
        String customer = "customer-" + random.nextInt(15);
        String tag = random.nextBoolean() ? "red" : "blue";
        LocalDate day = BEGIN.plusDays(random.nextInt(DAYS));
        long time =
            day.atTime(LocalTime.of(random.nextInt(24), 0)).atZone(ZONE).toInstant().toEpochMilli();
        events.add(
            Event.builder("acme", OPENED, calendar.localHour(time))
                .customer(customer)
                .value("tag", tag)
                .build());
        note("", day, customer);
        note(tag, day, customer);
      }
    }

    private void note(String tag, LocalDate day, String customer) {
      customers
          .computeIfAbsent(tag, key -> new TreeMap<>())
          .computeIfAbsent(day, key -> new HashSet<>())
          .add(customer);
    }

    /** Compares the rows with sets of customers, for many ranges. */
    void check(Collection<CountRow> rows, long seed) {
      Random random = new Random(seed);
      for (int i = 0; i < 500; i++) {
        String tag = List.of("", "red", "blue").get(random.nextInt(3));
        LocalDate first = BEGIN.plusDays(random.nextInt(DAYS));
        LocalDate last = first.plusDays(random.nextInt(400));
        Set<String> expected = new HashSet<>();
        customers
            .getOrDefault(tag, Map.of())
            .forEach(
                (day, who) -> {
                  if (!day.isBefore(first) && !day.isAfter(last)) {
                    expected.addAll(who);
                  }
                });
        List<CountRow> inRange =
            rows.stream()
                .filter(row -> row.value().equals(tag))
                .filter(row -> !day(row).isBefore(first) && !day(row).isAfter(last))
                .toList();
        assertThat(
            "'" + tag + "' from " + first + " to " + last,
            RangeUniques.of(inRange, first, ZONE),
            is((long) expected.size()));
      }
    }

    private static LocalDate day(CountRow row) {
      return row.start().atZone(ZONE).toLocalDate();
    }
  }

  private static CountDayGaps live(HistorySettings settings) {
    return CountDayGaps.of(Set.of("opened"), settings);
  }

  private static PCollection<CountRow> rows(
      PCollection<Event> events, CountDayGaps gaps, AccumulateTotals totals) {
    return events
        .apply(CheckUniqueness.create().withShards(SHARDS))
        .apply(gaps)
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(totals);
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void anyRangeIsExactInAnyOrder(long seed) {
    Traffic traffic = new Traffic(seed, 300);
    Pipeline pipeline = Pipelines.create();
    Outputs.expect(
        rows(
            pipeline.apply(Pipelines.inRandomBundles(traffic.events, EventCoder.of(), seed)),
            live(SETTINGS),
            AccumulateTotals.of(ZONES)),
        all -> traffic.check(NaiveRecount.latest(all).values(), seed));
    Outputs.run(pipeline);
  }

  @Test
  void aBatchGivesTheSame() {
    Traffic traffic = new Traffic(3, 500);
    Pipeline pipeline = Pipelines.create();
    Outputs.expect(
        pipeline
            .apply(Create.of(traffic.events).withCoder(EventCoder.of()))
            .apply(CheckUniquenessInBatch.of(SHARDS))
            .apply(CountDayGapsInBatch.of(Set.of("opened"), SETTINGS))
            .apply(SumIncrements.create())
            .apply(TotalsInBatch.of(ZONES)),
        all -> {
          traffic.check(all, 3);
          assertThat("each row once", NaiveRecount.latest(all).size(), is(all.size()));
        });
    Outputs.run(pipeline);
  }

  @Test
  void aJobWithoutStateContinuesFromTheDaysOfAnother() {
    Traffic traffic = new Traffic(4, 300);
    PagesInMemory days = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    PagesInMemory uniqueness = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), ZONES, 4);
    int part = traffic.events.size() / 3;
    for (int from = 0; from < traffic.events.size(); from += part) {
      long incarnation = Generations.newIncarnation();
      Pipeline pipeline = Pipelines.create();
      store.write(
          pipeline
              .apply(
                  Pipelines.inRandomBundles(
                      traffic.events.subList(from, from + part), EventCoder.of(), 4))
              .apply(
                  CheckUniqueness.create()
                      .withShards(SHARDS)
                      .withSpill(PageSpill.to(uniqueness, AFTER_ALL, incarnation)))
              .apply(live(SETTINGS.withSpill(PageSpill.to(days, AFTER_ALL, incarnation))))
              .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
              .apply(
                  AccumulateTotals.of(ZONES)
                      .ownedBy(1 + from)
                      .withStoredTotals(store, PageSpill.to(totals, AFTER_ALL, incarnation))));
      Outputs.run(pipeline);
    }
    assertThat(days.keys(), greaterThan(0));
    traffic.check(store.rows().values(), 4);
  }
}
