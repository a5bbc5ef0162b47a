package io.quipu.transforms.totals;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.counter.CountRow;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.Generations;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.fanout.KeepCustomers;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.Action;
import io.quipu.transforms.testing.NaiveRecount;
import io.quipu.transforms.testing.Outputs;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.RandomActions;
import io.quipu.transforms.testing.RowsInMemory;
import io.quipu.transforms.unique.CheckUniqueness;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the stages that count, one after another, with a naive recount of the same actions. */
class CountingTest {
  private static final YearMonth AFTER_ALL = YearMonth.of(2028, 1);
  private static final int SHARDS = 4;

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void theLastRowOfEachBucketIsWhatARecountFinds(long seed) {
    List<Action> actions = new RandomActions(seed).actions(250);
    Pipeline pipeline = Pipelines.create();

    PCollection<CountRow> rows =
        count(
            pipeline
                .apply(Pipelines.inRandomBundles(events(actions), EventCoder.of(), seed))
                .apply(CheckUniqueness.create().withShards(SHARDS)),
            AccumulateTotals.of(RandomActions.ZONES));

    expectWhatARecountFinds(rows, actions);
    Outputs.run(pipeline);
  }

  @Test
  void boundedInputGivesTheSame() {
    List<Action> actions = new RandomActions(21).actions(1000);
    Pipeline pipeline = Pipelines.create();

    PCollection<CountRow> rows =
        count(
            pipeline
                .apply(Create.of(events(actions)))
                .apply(CheckUniqueness.create().withShards(SHARDS)),
            AccumulateTotals.of(RandomActions.ZONES));

    expectWhatARecountFinds(rows, actions);
    Outputs.run(pipeline);
  }

  @ParameterizedTest
  @ValueSource(longs = 22)
  void customersGetWhatARecountFindsForEach(long seed) {
    List<Action> actions = new RandomActions(seed).actions(250);
    Pipeline pipeline = Pipelines.create();

    PCollection<CountRow> rows =
        byCustomer(
            pipeline.apply(Pipelines.inRandomBundles(events(actions), EventCoder.of(), seed)),
            CheckUniqueness.create(),
            AccumulateTotals.of(RandomActions.ZONES));

    Outputs.expect(
        rows,
        all ->
            assertThat(
                NaiveRecount.latest(all),
                is(NaiveRecount.byCustomer(actions, RandomActions.ZONES).rows())));
    PipelineResult result = Outputs.run(pipeline);
    assertThat(
        Pipelines.counter(result, "counted"),
        is(NaiveRecount.byCustomer(actions, RandomActions.ZONES).counted()));
    long anonymous = actions.stream().filter(action -> action.customer() == null).count();
    assertThat(anonymous, greaterThan(0L));
    assertThat(Pipelines.counter(result, "events-without-customer"), is(anonymous));
  }

  @ParameterizedTest
  @ValueSource(longs = 14)
  void rowsThatAreAddedUpAreWhatARecountFinds(long seed) {
    List<Action> actions = new RandomActions(seed).actions(250);
    Pipeline pipeline = Pipelines.create();

    PCollection<CountRow> rows =
        pipeline
            .apply(Pipelines.inRandomBundles(events(actions), EventCoder.of(), seed))
            .apply(CheckUniqueness.create().withShards(SHARDS))
            .apply(FanOut.create().withShards(SHARDS))
            .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
            .apply(RollUp.of(RandomActions.ZONES));

    Outputs.expect(
        rows,
        all -> {
          Map<NaiveRecount.Bucket, CountRow> expected =
              NaiveRecount.of(actions, RandomActions.ZONES).rows();
          assertThat(all.size(), greaterThan(expected.size()));
          assertThat(NaiveRecount.sum(all), is(expected));
        });
    Outputs.run(pipeline);
  }

  /** A job is drained and its state is deleted; another job continues from the store. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void aJobWithoutStateGoesOnFromWhatAnotherStored(long seed) {
    List<Action> actions = new RandomActions(seed).actions(400);
    List<Event> events = events(actions);
    PagesInMemory uniqueness = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), RandomActions.ZONES, seed);
    int part = events.size() / 3;
    for (int from = 0; from < events.size(); from += part) {
      List<Event> some = events.subList(from, Math.min(from + part, events.size()));

      count(some, uniqueness, totals, store, Generations.newIncarnation(), seed);

      assertThat(store.connections(), is(0));
    }

    assertThat(uniqueness.keys(), greaterThan(0));
    assertThat(uniqueness.connections(), is(0));
    assertThat(store.rows(), is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
  }

  @Test
  void customersContinueFromTheTotalsOfAnotherJob() {
    List<Action> actions = new RandomActions(34).actions(400);
    List<Event> events = events(actions);
    PagesInMemory ids = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), RandomActions.ZONES, 1);
    int middle = events.size() / 2;
    for (List<Event> half :
        List.of(events.subList(0, middle), events.subList(middle, events.size()))) {
      long incarnation = Generations.newIncarnation();
      Pipeline pipeline = Pipelines.create();
      store.write(
          byCustomer(
              pipeline.apply(Pipelines.inRandomBundles(half, EventCoder.of(), 1)),
              CheckUniqueness.create().withSpill(PageSpill.to(ids, AFTER_ALL, incarnation)),
              AccumulateTotals.of(RandomActions.ZONES)
                  .withStoredTotals(store, PageSpill.to(totals, AFTER_ALL, incarnation))));
      Outputs.run(pipeline);
    }

    assertThat(store.rows(), is(NaiveRecount.byCustomer(actions, RandomActions.ZONES).rows()));
  }

  @Test
  void eventsReadAgainAfterACrashWithoutACheckpointCountOnce() {
    List<Action> actions = new RandomActions(41).actions(400);
    List<Event> events = events(actions);
    int half = events.size() / 2;
    PagesInMemory uniqueness = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), RandomActions.ZONES, 1);
    count(events.subList(0, half), uniqueness, totals, store, Generations.newIncarnation(), 1);
    long incarnation = Generations.newIncarnation();
    List<Event> rest = events.subList(half, events.size());

    // The first attempt runs to its end, and then its state is lost.
    for (int attempt = 0; attempt < 2; attempt++) {
      count(rest, uniqueness, totals, store, incarnation, attempt);
    }

    assertThat(store.rows(), is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
  }

  private static void expectWhatARecountFinds(PCollection<CountRow> rows, List<Action> actions) {
    Outputs.expect(
        rows,
        all ->
            assertThat(
                NaiveRecount.latest(all),
                is(NaiveRecount.of(actions, RandomActions.ZONES).rows())));
  }

  private static List<Event> events(List<Action> actions) {
    Calendars calendars = new Calendars(RandomActions.ZONES);
    return actions.stream().map(action -> action.event(calendars)).toList();
  }

  /** A job from its beginning to its end. */
  private static void count(
      List<Event> events,
      PagesInMemory uniqueness,
      PagesInMemory totals,
      RowsInMemory store,
      long incarnation,
      long seed) {
    Pipeline pipeline = Pipelines.create();
    store.write(
        count(
            pipeline
                .apply(Pipelines.inRandomBundles(events, EventCoder.of(), seed))
                .apply(
                    CheckUniqueness.create()
                        .withShards(SHARDS)
                        .withSpill(PageSpill.to(uniqueness, AFTER_ALL, incarnation))),
            AccumulateTotals.of(RandomActions.ZONES)
                .withStoredTotals(store, PageSpill.to(totals, AFTER_ALL, incarnation))));
    Outputs.run(pipeline);
  }

  private static PCollection<CountRow> byCustomer(
      PCollection<Event> events, CheckUniqueness check, AccumulateTotals totals) {
    return events
        .apply(KeepCustomers.create())
        .apply(check.withShards(SHARDS).withoutUniqueness())
        .apply(FanOut.create().withShards(SHARDS).byCustomer())
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(totals);
  }

  private static PCollection<CountRow> count(
      PCollection<CheckedEvent> events, AccumulateTotals totals) {
    return events
        .apply(FanOut.create().withShards(SHARDS))
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(totals);
  }
}
