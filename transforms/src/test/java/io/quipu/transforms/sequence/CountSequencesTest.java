package io.quipu.transforms.sequence;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.model.counter.CountRow;
import io.quipu.model.event.Event;
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
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the stages with counts of all events of each customer at once. */
class CountSequencesTest {
  private static final int SHARDS = 4;
  private static final HistorySettings SETTINGS = HistorySettings.ofShards(SHARDS);
  private static final YearMonth AFTER_ALL = YearMonth.of(2028, 1);

  private static CountSequences live(HistorySettings settings) {
    return CountSequences.of(RandomSteps.SEQUENCES, RandomSteps.ZONES, settings);
  }

  private static PCollection<CountRow> rows(
      PCollection<Event> events, CountSequences sequences, AccumulateTotals totals) {
    return events
        .apply(CheckUniqueness.create().withShards(SHARDS))
        .apply(sequences)
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(totals);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rowsAreWhatTheSetOfEventsCountsFor(long seed) {
    List<Event> events = RandomSteps.events(300, seed);
    Map<String, String> expected = RandomSteps.expected(events);
    Pipeline pipeline = Pipelines.create();

    PCollection<CountRow> rows =
        rows(
            pipeline.apply(Pipelines.inRandomBundles(events, EventCoder.of(), seed)),
            live(SETTINGS),
            AccumulateTotals.of(RandomSteps.ZONES));

    Outputs.expect(
        rows,
        all -> assertThat(RandomSteps.texts(NaiveRecount.latest(all).values()), is(expected)));
    PipelineResult result = Outputs.run(pipeline);
    assertThat(expected.size(), greaterThan(100));
    assertThat(Pipelines.counter(result, "sequence-steps"), greaterThan(300L));
  }

  @Test
  void aBatchGivesTheSameRowsEachOnce() {
    List<Event> events = RandomSteps.events(600, 4);
    Map<String, String> expected = RandomSteps.expected(events);
    Pipeline pipeline = Pipelines.create();

    Outputs.expect(
        pipeline
            .apply(Create.of(events).withCoder(EventCoder.of()))
            .apply(CheckUniquenessInBatch.of(SHARDS))
            .apply(CountSequencesInBatch.of(RandomSteps.SEQUENCES, RandomSteps.ZONES, SETTINGS))
            .apply(SumIncrements.create())
            .apply(TotalsInBatch.of(RandomSteps.ZONES)),
        all -> {
          assertThat(RandomSteps.texts(all), is(expected));
          assertThat(all.size(), is(expected.size()));
        });
    Outputs.run(pipeline);
  }

  @Test
  void aJobWithoutStateContinuesFromTheHistoriesOfAnother() {
    List<Event> events = RandomSteps.events(300, 5);
    PagesInMemory histories = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), RandomSteps.ZONES, 5);
    int part = events.size() / 3;
    for (int from = 0; from < events.size(); from += part) {
      long incarnation = Generations.newIncarnation();
      Pipeline pipeline = Pipelines.create();
      store.write(
          rows(
              pipeline.apply(
                  Pipelines.inRandomBundles(events.subList(from, from + part), EventCoder.of(), 5)),
              live(SETTINGS.withSpill(PageSpill.to(histories, AFTER_ALL, incarnation))),
              AccumulateTotals.of(RandomSteps.ZONES)
                  .ownedBy(1 + from)
                  .withStoredTotals(store, PageSpill.to(totals, AFTER_ALL, incarnation))));
      Outputs.run(pipeline);
    }

    assertThat(histories.keys(), greaterThan(0));
    assertThat(histories.connections(), is(0));
    assertThat(RandomSteps.texts(store.rows().values()), is(RandomSteps.expected(events)));
  }

  @Test
  void aLiveJobContinuesFromTheHistoriesOfABatch() {
    List<Event> events = RandomSteps.events(300, 6);
    PagesInMemory histories = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), RandomSteps.ZONES, 6);
    long batch = Generations.newIncarnation();
    Pipeline first = Pipelines.create();
    store.write(
        first
            .apply(Create.of(events.subList(0, 150)).withCoder(EventCoder.of()))
            .apply(CheckUniquenessInBatch.of(SHARDS))
            .apply(
                CountSequencesInBatch.of(
                    RandomSteps.SEQUENCES,
                    RandomSteps.ZONES,
                    SETTINGS.withSpill(PageSpill.to(histories, AFTER_ALL, batch))))
            .apply(SumIncrements.create())
            .apply(
                TotalsInBatch.of(RandomSteps.ZONES)
                    .storingPages(PageSpill.to(totals, AFTER_ALL, batch))));
    Outputs.run(first);

    long incarnation = Generations.newIncarnation();
    Pipeline second = Pipelines.create();
    store.write(
        rows(
            second.apply(Pipelines.inRandomBundles(events.subList(150, 300), EventCoder.of(), 6)),
            live(SETTINGS.withSpill(PageSpill.to(histories, AFTER_ALL, incarnation))),
            AccumulateTotals.of(RandomSteps.ZONES)
                .ownedBy(1)
                .withStoredTotals(store, PageSpill.to(totals, AFTER_ALL, incarnation))));
    Outputs.run(second);

    assertThat(RandomSteps.texts(store.rows().values()), is(RandomSteps.expected(events)));
  }

  @Test
  void eventsThatComeAfterTheirHistoryHasLeftStateCountExactly() {
    List<Event> events = RandomSteps.events(200, 7);
    PagesInMemory histories = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), RandomSteps.ZONES, 7);
    List<TimestampedValue<Event>> late = new ArrayList<>();
    List<TimestampedValue<Event>> early = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      (i < 100 ? early : late)
          .add(
              TimestampedValue.of(
                  events.get(i),
                  Instant.parse(i < 100 ? "2026-11-20T00:00:00Z" : "2028-01-01T00:00:00Z")));
    }
    Pipeline pipeline = Pipelines.create();
    TestStream.Builder<Event> stream =
        Pipelines.oneBundle(TestStream.create(EventCoder.of()), early)
            .advanceWatermarkTo(Instant.parse("2027-12-31T00:00:00Z"));

    store.write(
        rows(
            pipeline.apply(Pipelines.oneBundle(stream, late).advanceWatermarkToInfinity()),
            live(
                SETTINGS.withSpill(
                    PageSpill.to(histories, YearMonth.of(1, 1), Generations.newIncarnation()))),
            AccumulateTotals.of(RandomSteps.ZONES)));
    PipelineResult result = Outputs.run(pipeline);

    assertThat(Pipelines.counter(result, "pages-restored"), greaterThan(0L));
    assertThat(RandomSteps.texts(store.rows().values()), is(RandomSteps.expected(events)));
  }
}
