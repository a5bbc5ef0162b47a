package io.quipu.transforms.unique;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.Generations;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.Action;
import io.quipu.transforms.testing.NaiveRecount;
import io.quipu.transforms.testing.NaiveRecount.Bucket;
import io.quipu.transforms.testing.Outputs;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.RandomActions;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckUniquenessTest {
  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachBucketHasAsManyUniqueActionsAsCustomers(long seed) {
    eachBucketHasAsManyUniqueActionsAsCustomers(Pipelines.create(), CheckUniqueness.create(), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void pagesInMemoryAreThoseInState(long seed) {
    eachBucketHasAsManyUniqueActionsAsCustomers(
        Pipelines.withOneThread(), CheckUniqueness.create().withKeyAffinity(true), seed);
  }

  private static void eachBucketHasAsManyUniqueActionsAsCustomers(
      Pipeline pipeline, CheckUniqueness check, long seed) {
    List<Action> actions = new RandomActions(seed).actions(600);
    Calendars calendars = new Calendars(RandomActions.ZONES);
    List<Event> events = actions.stream().map(action -> action.event(calendars)).toList();

    PCollection<CheckedEvent> checked =
        pipeline
            .apply(Pipelines.inRandomBundles(events, EventCoder.of(), seed))
            .apply(check.withShards(4));

    Outputs.expect(
        checked,
        all -> {
          NaiveRecount recount = NaiveRecount.of(actions, RandomActions.ZONES);
          assertThat(uniques(all), is(customers(recount)));
          assertThat((long) all.size(), is(recount.counted()));
        });
    PipelineResult result = Outputs.run(pipeline);
    long counted = NaiveRecount.of(actions, RandomActions.ZONES).counted();
    assertThat(Pipelines.counter(result, "counted"), is(counted));
    assertThat(Pipelines.counter(result, "duplicates"), is(events.size() - counted));
  }

  @Test
  void anEventWithoutACustomerIsCountedAndNeverUnique() {
    Event anonymous = Event.builder("shop", OPENED, Flags.january(5)).value("tag", "a").build();

    CheckedEvent expected = new CheckedEvent(anonymous, new byte[2]);
    expectChecked(List.of(anonymous, anonymous), expected, expected);
  }

  @Test
  void anIdIsRememberedWithoutACustomer() {
    Event anonymous = Event.builder("shop", OPENED, Flags.january(5)).id("e1").build();

    expectChecked(List.of(anonymous, anonymous), new CheckedEvent(anonymous, new byte[1]));
  }

  @Test
  void aStatisticWithoutUniquesOnlyForgetsDuplicates() {
    Statistic visited = Statistic.of("visited", Set.of(Resolution.HOUR), false, List.of());
    Event event =
        Event.builder("shop", visited, Flags.january(5)).customer("anna").id("e1").build();
    Event other = event.toBuilder().id("e2").build();

    expectChecked(
        List.of(event, other, event),
        new CheckedEvent(event, new byte[1]),
        new CheckedEvent(other, new byte[1]));
  }

  @Test
  void withoutUniquenessNoEventIsUniqueAndRepeatedIdsAreDropped() {
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").id("e1").build();
    Event other = event.toBuilder().id("e2").build();
    Event withoutId = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").build();
    PagesInMemory pages = new PagesInMemory();

    Flags.expect(
        Pipelines.create(),
        Pipelines.oneBundle(
                TestStream.create(EventCoder.of()),
                List.of(
                    Flags.at(event, "2026-01-10T00:00:00Z"),
                    Flags.at(withoutId, "2026-01-10T00:00:00Z"),
                    Flags.at(event, "2026-01-10T00:00:00Z"),
                    Flags.at(other, "2026-01-10T00:00:00Z"),
                    Flags.at(withoutId, "2026-01-10T00:00:00Z")))
            .advanceWatermarkToInfinity(),
        CheckUniqueness.create()
            .withSpill(PageSpill.to(pages, YearMonth.of(1, 1), Generations.newIncarnation()))
            .withoutUniqueness(),
        0,
        0,
        0,
        0);

    assertThat("one page for the ids of one customer", pages.keys(), is(1));
  }

  @Test
  void whereThereIsNothingToCheckEveryEventIsCounted() {
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").build();
    CheckedEvent expected = new CheckedEvent(event, new byte[1]);
    Pipeline pipeline = Pipelines.create();
    PAssert.that(pipeline.apply(Create.of(event, event)).apply(CountEveryEvent.create()))
        .containsInAnyOrder(expected, expected);

    PipelineResult result = Outputs.run(pipeline);

    assertThat(Pipelines.counter(result, "counted"), is(2L));
  }

  @Test
  void refusesOtherWindows() {
    Event event = Event.builder("shop", OPENED, Flags.january(5)).build();
    PCollection<Event> windowed =
        Pipelines.create()
            .apply(Create.of(event))
            .apply(Window.into(FixedWindows.of(Duration.standardSeconds(1))));

    assertThat(
        assertThrows(IllegalArgumentException.class, () -> windowed.apply(CheckUniqueness.create()))
            .getMessage(),
        containsString("CheckUniqueness needs its input in the global window"));
  }

  private static void expectChecked(List<Event> events, CheckedEvent... expected) {
    Pipeline pipeline = Pipelines.create();
    PAssert.that(pipeline.apply(Create.of(events)).apply(CheckUniqueness.create()))
        .containsInAnyOrder(expected);
    Outputs.run(pipeline);
  }

  /** The buckets of statistics with uniques that have customers. */
  private static Map<Bucket, Long> customers(NaiveRecount recount) {
    Map<Bucket, Long> customers = new HashMap<>(recount.customers());
    customers.values().removeIf(count -> count == 0);
    customers.keySet().removeIf(bucket -> bucket.statistic().equals("visited"));
    return customers;
  }

  private static Map<Bucket, Long> uniques(List<CheckedEvent> events) {
    Calendars calendars = new Calendars(RandomActions.ZONES);
    Map<Bucket, Long> uniques = new HashMap<>();
    for (CheckedEvent checked : events) {
      Event event = checked.event();
      for (int i = 0; i < event.counters(); i++) {
        for (Resolution resolution : Resolution.values()) {
          if ((checked.uniqueIn(i) & 1 << resolution.code()) != 0) {
            uniques.merge(bucket(event, i, resolution, calendars), 1L, Long::sum);
          }
        }
      }
    }
    return uniques;
  }

  private static Bucket bucket(Event event, int i, Resolution resolution, Calendars calendars) {
    BucketCalendar calendar = calendars.of(event.company());
    int month = LocalHour.month(event.localHour());
    int code = LocalHour.code(event.localHour());
    long start =
        switch (resolution) {
          case HOUR -> calendar.hourStart(month, code);
          case DAY -> calendar.dayStart(month, LocalHour.day(code));
          case MONTH -> calendar.monthStart(month);
        };
    return new Bucket(
        event.company(),
        "",
        event.statistic().name(),
        i == event.size() ? "" : event.dimension(i),
        i == event.size() ? "" : event.value(i),
        resolution,
        java.time.Instant.ofEpochMilli(start));
  }
}
