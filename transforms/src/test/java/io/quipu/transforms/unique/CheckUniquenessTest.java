package io.quipu.transforms.unique;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.BucketCalendar;
import io.quipu.model.Calendars;
import io.quipu.model.CheckedEvent;
import io.quipu.model.Event;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import io.quipu.model.Statistic;
import io.quipu.model.UniqueIn;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.pages.Generations;
import io.quipu.transforms.testing.Action;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.NaiveRecount;
import io.quipu.transforms.testing.NaiveRecount.Bucket;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.Pipelines;
import io.quipu.transforms.testing.RandomActions;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckUniquenessTest {
  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of());
  private static final int JANUARY = LocalHour.month(YearMonth.of(2026, 1));
  private static final YearMonth NOTHING_BEFORE = YearMonth.of(1, 1);
  private static final int FIRST = UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachBucketHasAsManyUniqueActionsAsCustomers(long seed) {
    eachBucketHasAsManyUniqueActionsAsCustomers(Pipelines.create(), CheckUniqueness.create(), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void pagesInMemoryAreThoseInState(long seed) {
    eachBucketHasAsManyUniqueActionsAsCustomers(
        Pipelines.withOneThread(), CheckUniqueness.create().withStickyKeys(true), seed);
  }

  private static void eachBucketHasAsManyUniqueActionsAsCustomers(
      Pipeline pipeline, CheckUniqueness check, long seed) {
    List<Action> actions = new RandomActions(seed).actions(600);
    NaiveRecount recount = NaiveRecount.of(actions, RandomActions.ZONES);
    Calendars calendars = new Calendars(RandomActions.ZONES);
    List<Event> events = actions.stream().map(action -> action.event(calendars)).toList();
    Collected<CheckedEvent> checked = new Collected<>();
    pipeline
        .apply(Pipelines.inRandomBundles(events, EventCoder.of(), seed))
        .apply(check.withShards(4))
        .apply(checked);

    PipelineResult result = pipeline.run();

    assertThat(uniques(checked.values(), calendars), is(customers(recount)));
    assertThat((long) checked.values().size(), is(recount.counted()));
    assertThat(Pipelines.counter(result, "counted"), is(recount.counted()));
    assertThat(Pipelines.counter(result, "duplicates"), is(events.size() - recount.counted()));
  }

  @Test
  void anEventWithoutACustomerIsCountedAndNeverUnique() {
    Event anonymous = Event.builder("shop", OPENED, hour(5)).value("tag", "a").build();

    List<CheckedEvent> checked = check(List.of(anonymous, anonymous));

    CheckedEvent expected = new CheckedEvent(anonymous, new byte[2]);
    assertThat(checked, contains(expected, expected));
  }

  @Test
  void anIdIsKnownAgainWithoutACustomer() {
    Event anonymous = Event.builder("shop", OPENED, hour(5)).id("e1").build();

    assertThat(check(List.of(anonymous, anonymous)).size(), is(1));
  }

  @Test
  void aStatisticWithoutUniquesOnlyForgetsDuplicates() {
    Statistic visited = Statistic.of("visited", Set.of(Resolution.HOUR), false, List.of());
    Event event = Event.builder("shop", visited, hour(5)).customer("anna").id("e1").build();
    Event other = event.toBuilder().id("e2").build();

    assertThat(
        check(List.of(event, other, event)).stream().map(one -> one.uniqueIn(0)).toList(),
        contains(0, 0));
  }

  @Test
  void withoutUniquenessNobodyIsAFirstAndIdsAreKnownAgain() {
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").id("e1").build();
    Event other = event.toBuilder().id("e2").build();
    Event withoutId = Event.builder("shop", OPENED, hour(5)).customer("anna").build();
    PagesInMemory pages = new PagesInMemory();

    List<Integer> flags =
        flags(
            Pipelines.oneBundle(
                    TestStream.create(EventCoder.of()),
                    List.of(
                        at(event, "2026-01-10T00:00:00Z"),
                        at(withoutId, "2026-01-10T00:00:00Z"),
                        at(event, "2026-01-10T00:00:00Z"),
                        at(other, "2026-01-10T00:00:00Z"),
                        at(withoutId, "2026-01-10T00:00:00Z")))
                .advanceWatermarkToInfinity(),
            CheckUniqueness.create()
                .withArchive(archive(pages, NOTHING_BEFORE))
                .withoutUniqueness());

    assertThat(flags, contains(0, 0, 0, 0));
    assertThat("one page for the ids of one customer", pages.keys(), is(1));
  }

  @Test
  void whereThereIsNothingToCheckEveryEventIsCounted() {
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").build();
    Pipeline pipeline = Pipelines.create();
    Collected<CheckedEvent> checked = new Collected<>();
    pipeline
        .apply(Create.of(event, event).withCoder(EventCoder.of()))
        .apply(CountEveryEvent.create())
        .apply(checked);

    PipelineResult result = pipeline.run();

    CheckedEvent expected = new CheckedEvent(event, new byte[1]);
    assertThat(checked.values(), contains(expected, expected));
    assertThat(Pipelines.counter(result, "counted"), is(2L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stateLastsUntilTheRetentionIsOverAndNoLonger(boolean stickyKeys) {
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").build();
    // The last place on earth leaves January on 1 February at 12:00; two days are always enough.
    TestStream<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(Instant.parse("2026-01-10T00:00:00Z"))
            .addElements(at(event, "2026-01-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-02-09T00:00:00Z"))
            .addElements(at(event, "2026-02-09T00:00:00Z"))
            // What came put the expiry off.
            .advanceWatermarkTo(Instant.parse("2026-02-18T23:00:00Z"))
            .addElements(at(event, "2026-02-18T23:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-03T00:00:00Z"))
            .addElements(at(event, "2026-03-03T00:00:00Z"))
            .advanceWatermarkToInfinity();

    Pipeline pipeline = stickyKeys ? Pipelines.withOneThread() : Pipelines.create();
    CheckUniqueness check = CheckUniqueness.create().withStickyKeys(stickyKeys);
    assertThat(
        flags(pipeline, stream, check), contains(FIRST, UniqueIn.NONE, UniqueIn.NONE, FIRST));
  }

  @Test
  void withAnArchiveNoCustomerIsUniqueTwice() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").id("e1").build();
    Event later = event.toBuilder().id("e2").build();
    TestStream<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(Instant.parse("2026-01-10T00:00:00Z"))
            .addElements(at(event, "2026-01-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-03T00:00:00Z"))
            .addElements(at(later, "2026-03-03T00:00:00Z"))
            .addElements(at(event, "2026-03-03T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-06-01T00:00:00Z"))
            .addElements(at(later, "2026-06-01T00:00:00Z"))
            .addElements(at(event.toBuilder().id("e3").build(), "2026-06-01T00:00:00Z"))
            .advanceWatermarkToInfinity();

    assertThat(
        flags(stream, archive(pages, NOTHING_BEFORE)),
        contains(FIRST, UniqueIn.NONE, UniqueIn.NONE));
    assertThat(pages.connections(), is(0));
  }

  @Test
  void anArchiveIsNotAskedForWhatCannotBeThere() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").build();

    assertThat(flags(once(event), archive(pages, NOTHING_BEFORE)), contains(FIRST));
    assertThat(pages.reads(), is(0));
    assertThat(pages.keys(), is(1));
  }

  @Test
  void pagesOfAnEarlierLineageAreTakenOverBeforeTheHorizonOnly() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").build();
    assertThat(flags(once(event), archive(pages, NOTHING_BEFORE)), contains(FIRST));

    assertThat(flags(once(event), archive(pages, YearMonth.of(2026, 1))), contains(FIRST));
    assertThat(flags(once(event), archive(pages, YearMonth.of(2026, 2))), contains(UniqueIn.NONE));
  }

  @Test
  void pagesOfALostAttemptAreNobodys() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").build();
    Archive archive = archive(pages, YearMonth.of(2026, 2));
    assertThat(flags(once(event), archive), contains(FIRST));

    // The attempt stored its page and was lost; the same lineage comes to the event again.
    assertThat(flags(once(event), archive), contains(FIRST));
  }

  @Test
  void aBatchFarBehindTheWatermarkDoesNotEndTheState() {
    Event event = Event.builder("shop", OPENED, hour(5)).customer("anna").build();
    Event later = Event.builder("shop", OPENED, hour(7)).customer("anna").build();
    TestStream<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(Instant.parse("2026-03-10T00:00:00Z"))
            .addElements(at(event, "2026-03-10T00:00:00Z"))
            .addElements(at(later, "2026-01-20T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-12T00:00:00Z"))
            .addElements(at(event, "2026-03-12T00:00:00Z"))
            .advanceWatermarkToInfinity();

    assertThat(flags(stream), contains(FIRST, UniqueIn.HOUR, UniqueIn.NONE));
  }

  @Test
  void refusesOtherWindows() {
    Event event = Event.builder("shop", OPENED, hour(5)).build();
    PCollection<Event> windowed =
        Pipelines.create()
            .apply(Create.of(event).withCoder(EventCoder.of()))
            .apply(Window.into(FixedWindows.of(Duration.standardSeconds(1))));

    assertThat(
        assertThrows(IllegalArgumentException.class, () -> windowed.apply(CheckUniqueness.create()))
            .getMessage(),
        containsString("CheckUniqueness needs its input in the global window"));
  }

  private static Archive archive(PagesInMemory pages, YearMonth hydrateBefore) {
    return Archive.of(pages, hydrateBefore, Generations.newLineage());
  }

  private static TestStream<Event> once(Event event) {
    return TestStream.create(EventCoder.of())
        .addElements(at(event, "2026-01-10T00:00:00Z"))
        .advanceWatermarkToInfinity();
  }

  private static List<Integer> flags(TestStream<Event> stream) {
    return flags(stream, CheckUniqueness.create());
  }

  private static List<Integer> flags(TestStream<Event> stream, Archive archive) {
    return flags(stream, CheckUniqueness.create().withArchive(archive));
  }

  private static List<Integer> flags(TestStream<Event> stream, CheckUniqueness check) {
    return flags(Pipelines.create(), stream, check);
  }

  private static List<Integer> flags(
      Pipeline pipeline, TestStream<Event> stream, CheckUniqueness check) {
    Collected<CheckedEvent> checked = new Collected<>();
    pipeline.apply(stream).apply(check.withRetention(Duration.standardDays(10))).apply(checked);
    pipeline.run();
    return checked.values().stream().map(one -> one.uniqueIn(0)).toList();
  }

  private static List<CheckedEvent> check(List<Event> events) {
    Pipeline pipeline = Pipelines.create();
    Collected<CheckedEvent> checked = new Collected<>();
    pipeline
        .apply(Create.of(events).withCoder(EventCoder.of()))
        .apply(CheckUniqueness.create())
        .apply(checked);
    pipeline.run();
    return checked.values();
  }

  private static TimestampedValue<Event> at(Event event, String time) {
    return TimestampedValue.of(event, Instant.parse(time));
  }

  private static int hour(int code) {
    return LocalHour.ofCode(JANUARY, code);
  }

  /** The buckets of statistics with uniques that have customers. */
  private static Map<Bucket, Long> customers(NaiveRecount recount) {
    Map<Bucket, Long> customers = new HashMap<>(recount.customers());
    customers.values().removeIf(count -> count == 0);
    customers.keySet().removeIf(bucket -> bucket.statistic().equals("visited"));
    return customers;
  }

  private static Map<Bucket, Long> uniques(List<CheckedEvent> events, Calendars calendars) {
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
