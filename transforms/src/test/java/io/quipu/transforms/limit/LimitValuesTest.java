package io.quipu.transforms.limit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.limit.FirstValues;
import io.quipu.model.limit.LimitedMonth;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.state.Generations;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.Outputs;
import io.quipu.transforms.testing.PagesInMemory;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitValuesTest {
  private static final Statistic OPENED = Statistic.of("opened").withUniques();
  private static final int LIMIT = 5;
  private static final ValueLimits LIMITS =
      new ValueLimits(Map.of("opened", Map.of("tag", LIMIT, "url", 2)));
  private static final FirstValues NONE = new FirstValues();
  private static final int JANUARY = LocalHour.month(YearMonth.of(2026, 1));

  /** What a limit concerns: its values are admitted together. */
  private record Scope(String company, String dimension, int month) {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAdmittedValueHasAllItsEventsAndOthersHaveTheRest(boolean keyAffinity) {
    List<Event> events = random(11, 500);
    Pipeline pipeline = keyAffinity ? Pipelines.withOneThread() : Pipelines.create();
    PCollection<Event> limited =
        pipeline
            .apply(Pipelines.inRandomBundles(events, EventCoder.of(), 11))
            .apply(LimitValues.of(LIMITS).withShards(3).withKeyAffinity(keyAffinity));

    Outputs.expect(limited, all -> assertLimited(random(11, 500), all));
    PipelineResult result = Outputs.run(pipeline);
    assertThat(Pipelines.counter(result, LimitValues.METRIC) > 100, is(true));
  }

  @Test
  void aBatchAdmitsTheSameKindAndALiveJobContinuesFromIt() {
    List<Event> events = random(12, 500);
    PagesInMemory pages = new PagesInMemory();
    YearMonth afterAll = YearMonth.of(2028, 1);
    Pipeline pipeline = Pipelines.create();
    PCollectionTuple batch =
        pipeline
            .apply(Create.of(events).withCoder(EventCoder.of()))
            .apply(
                LimitValuesInBatch.of(
                    LIMITS, PageSpill.to(pages, afterAll, Generations.newIncarnation())));
    Outputs.expect(
        batch.get(LimitValuesInBatch.EVENTS), all -> assertLimited(random(12, 500), all));
    PAssert.that(batch.get(LimitValuesInBatch.STORED)).empty();
    Outputs.run(pipeline);

    // All events again: the live job decides each of them as the batch did.
    List<Event> decided = batchOf(events);
    Pipeline live = Pipelines.create();
    LimitValues continued =
        LimitValues.of(LIMITS)
            .withShards(3)
            .withSpill(PageSpill.to(pages, afterAll, Generations.newIncarnation()));
    PCollection<Event> again =
        live.apply(Pipelines.inRandomBundles(events, EventCoder.of(), 5)).apply(continued);
    PAssert.that(again).containsInAnyOrder(decided);
    Outputs.run(live);
    assertThat(pages.connections(), is(0));
  }

  @Test
  void aLateEventOfAnOldMonthMeetsTheSameValues() {
    PagesInMemory pages = new PagesInMemory();
    TestStream.Builder<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(Instant.parse("2026-01-10T00:00:00Z"));
    for (int i = 0; i < LIMIT; i++) {
      stream = stream.addElements(at(tag("in" + i), "2026-01-10T00:00:00Z"));
    }
    stream =
        stream
            .addElements(at(tag("beyond"), "2026-01-10T00:00:01Z"))
            .advanceWatermarkTo(Instant.parse("2026-04-03T00:00:00Z"))
            .addElements(
                at(tag("in0"), "2026-04-03T00:00:00Z"),
                at(tag("beyond"), "2026-04-03T00:00:00Z"),
                at(tag("later"), "2026-04-03T00:00:00Z"));
    Pipeline pipeline = Pipelines.create();
    PCollection<Event> limited =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply(
                LimitValues.of(LIMITS)
                    .withRetention(Duration.standardDays(10))
                    .withSpill(
                        PageSpill.to(pages, YearMonth.of(1, 1), Generations.newIncarnation())));

    Outputs.expect(
        limited,
        all ->
            assertThat(
                all.subList(LIMIT + 1, all.size()),
                containsInAnyOrder(tag("in0"), tag("(other)"), tag("(other)"))));
    Outputs.run(pipeline);
    assertThat(pages.found() > 0, is(true));
  }

  @Test
  void aMonthOfGarbageAsksForEachPageOnce() {
    PagesInMemory pages = new PagesInMemory();
    List<Event> events = IntStream.range(0, 2000).mapToObj(i -> tag("garbage" + i)).toList();
    Pipeline pipeline = Pipelines.create();
    PCollection<Event> limited =
        pipeline
            .apply(Pipelines.inRandomBundles(events, EventCoder.of(), 3))
            .apply(
                LimitValues.of(LIMITS)
                    .withSpill(
                        PageSpill.to(pages, YearMonth.of(2028, 1), Generations.newIncarnation())));

    Outputs.expect(
        limited,
        all ->
            assertThat(
                all.stream().map(event -> event.value(0)).distinct().count(), is(LIMIT + 1L)));
    Outputs.run(pipeline);
    assertThat("64 pages of one dimension", pages.reads() <= 64, is(true));
  }

  /** The events as a batch decides them, by the definition of the first values. */
  private static List<Event> batchOf(List<Event> events) {
    Map<LimitedMonth, FirstValues> first = new HashMap<>();
    events.forEach(event -> FirstValues.addTo(first, LIMITS, event));
    return events.stream()
        .map(
            event ->
                event.replacing(
                    FirstValues.beyond(
                        LIMITS, event, month -> first.getOrDefault(month, NONE).values()),
                    ValueLimits.OTHER))
        .toList();
  }

  /** Checks the output without knowing which values were the first. */
  private static void assertLimited(List<Event> events, List<Event> limited) {
    Map<Scope, Set<String>> admitted = new HashMap<>();
    for (Event event : limited) {
      for (int i = 0; i < event.size(); i++) {
        if (!event.value(i).equals(ValueLimits.OTHER)) {
          admitted.computeIfAbsent(scope(event, i), key -> new HashSet<>()).add(event.value(i));
        }
      }
    }
    admitted.forEach(
        (scope, values) -> {
          int limit = LIMITS.of("opened", scope.dimension());
          long all =
              events.stream()
                  .flatMap(
                      event ->
                          IntStream.range(0, event.size())
                              .filter(i -> scope(event, i).equals(scope))
                              .mapToObj(event::value))
                  .filter(value -> !value.equals(ValueLimits.OTHER))
                  .distinct()
                  .count();
          assertThat((long) values.size(), is(limit == 0 ? all : Math.min(limit, all)));
        });
    // Each event as the admitted values say; the order of events is not that of the input.
    List<Event> expected =
        events.stream()
            .map(
                event -> {
                  var builder =
                      Event.builder(event.company(), OPENED, event.localHour())
                          .customer(event.customer());
                  for (int i = 0; i < event.size(); i++) {
                    boolean isIn =
                        admitted.getOrDefault(scope(event, i), Set.of()).contains(event.value(i));
                    builder.value(event.dimension(i), isIn ? event.value(i) : ValueLimits.OTHER);
                  }
                  return builder.build();
                })
            .toList();
    assertThat(counts(limited), is(counts(expected)));
  }

  private static Map<String, Long> counts(List<Event> events) {
    Map<String, Long> counts = new HashMap<>();
    events.forEach(event -> counts.merge(event.toString(), 1L, Long::sum));
    return counts;
  }

  private static Scope scope(Event event, int i) {
    return new Scope(event.company(), event.dimension(i), LocalHour.month(event.localHour()));
  }

  private static List<Event> random(long seed, int count) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int hour =
          LocalHour.of(JANUARY + random.nextInt(2), 1 + random.nextInt(3), random.nextInt(24), 0);
      var event =
          Event.builder("company" + random.nextInt(3), OPENED, hour)
              .customer("customer" + random.nextInt(9));
      for (int values = random.nextInt(4); values > 0; values--) {
        event.value("tag", random.nextInt(30) == 0 ? ValueLimits.OTHER : "t" + random.nextInt(20));
      }
      if (random.nextBoolean()) {
        event.value("url", "u" + random.nextInt(4));
        event.value("free", "f" + random.nextInt(9));
      }
      events.add(event.build());
    }
    return events;
  }

  private static Event tag(String tag) {
    return Event.builder("shop", OPENED, LocalHour.of(JANUARY, 5, 0, 0))
        .customer("anna")
        .value("tag", tag)
        .build();
  }

  private static TimestampedValue<Event> at(Event event, String time) {
    return TimestampedValue.of(event, Instant.parse(time));
  }
}
