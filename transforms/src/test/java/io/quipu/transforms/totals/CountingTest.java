package io.quipu.transforms.totals;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.model.Calendars;
import io.quipu.model.CheckedEvent;
import io.quipu.model.CountRow;
import io.quipu.model.Event;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.fanout.KeepCustomers;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.pages.Generations;
import io.quipu.transforms.testing.Action;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.NaiveRecount;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.Pipelines;
import io.quipu.transforms.testing.RandomActions;
import io.quipu.transforms.unique.CheckUniqueness;
import java.time.YearMonth;
import java.util.ArrayList;
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

/** The stages that count, one after another, against a naive recount of the same actions. */
class CountingTest {
  private static final YearMonth AFTER_ALL = YearMonth.of(2028, 1);
  private static final int SHARDS = 4;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void theLastRowOfEachBucketIsWhatARecountFinds(long seed) {
    List<Action> actions = new RandomActions(seed).actions(800);
    List<Event> events = events(actions);
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    count(
            pipeline
                .apply(Pipelines.inRandomBundles(events, EventCoder.of(), seed))
                .apply(CheckUniqueness.create().withShards(SHARDS)),
            ReadTotals.of(RandomActions.ZONES))
        .apply(rows);

    pipeline.run();

    assertThat(
        NaiveRecount.latest(rows.values()),
        is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
  }

  @Test
  void boundedInputGivesTheSame() {
    List<Action> actions = new RandomActions(21).actions(2000);
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    count(
            pipeline
                .apply(Create.of(events(actions)).withCoder(EventCoder.of()))
                .apply(CheckUniqueness.create().withShards(SHARDS)),
            ReadTotals.of(RandomActions.ZONES))
        .apply(rows);

    pipeline.run();

    assertThat(
        NaiveRecount.latest(rows.values()),
        is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
  }

  @ParameterizedTest
  @ValueSource(longs = {22, 23})
  void customersGetWhatARecountFindsForEach(long seed) {
    List<Action> actions = new RandomActions(seed).actions(800);
    NaiveRecount recount = NaiveRecount.byCustomer(actions, RandomActions.ZONES);
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    byCustomer(
            pipeline.apply(Pipelines.inRandomBundles(events(actions), EventCoder.of(), seed)),
            CheckUniqueness.create(),
            ReadTotals.of(RandomActions.ZONES))
        .apply(rows);

    PipelineResult result = pipeline.run();

    assertThat(NaiveRecount.latest(rows.values()), is(recount.rows()));
    assertThat(Pipelines.counter(result, "counted"), is(recount.counted()));
    long anonymous = actions.stream().filter(action -> action.customer() == null).count();
    assertThat(anonymous, greaterThan(0L));
    assertThat(Pipelines.counter(result, "events-without-customer"), is(anonymous));
  }

  @ParameterizedTest
  @ValueSource(longs = {14, 15})
  void rowsThatAreAddedUpAreWhatARecountFinds(long seed) {
    List<Action> actions = new RandomActions(seed).actions(800);
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    pipeline
        .apply(Pipelines.inRandomBundles(events(actions), EventCoder.of(), seed))
        .apply(CheckUniqueness.create().withShards(SHARDS))
        .apply(FanOut.create().withShards(SHARDS))
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(RollUp.of(RandomActions.ZONES))
        .apply(rows);

    pipeline.run();

    Map<NaiveRecount.Bucket, CountRow> expected =
        NaiveRecount.of(actions, RandomActions.ZONES).rows();
    assertThat(rows.values().size(), greaterThan(expected.size()));
    assertThat(NaiveRecount.sum(rows.values()), is(expected));
  }

  /** As a job that is drained, and its state thrown away; and another that goes on. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void aJobWithoutStateGoesOnFromWhatAnotherStored(long seed) {
    List<Action> actions = new RandomActions(seed).actions(600);
    List<Event> events = events(actions);
    PagesInMemory uniqueness = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    List<CountRow> rows = new ArrayList<>();
    int part = events.size() / 3;
    for (int from = 0; from < events.size(); from += part) {
      RowsInMemory store =
          new RowsInMemory(
              List.copyOf(NaiveRecount.latest(rows).values()), RandomActions.ZONES, seed);
      List<Event> some = events.subList(from, Math.min(from + part, events.size()));

      rows.addAll(rows(some, uniqueness, totals, store, Generations.newLineage(), seed));

      assertThat(store.connections(), is(0));
    }

    assertThat(uniqueness.keys(), greaterThan(0));
    assertThat(uniqueness.connections(), is(0));
    assertThat(NaiveRecount.latest(rows), is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
  }

  @Test
  void customersGoOnFromWhatAnotherJobStored() {
    List<Action> actions = new RandomActions(34).actions(600);
    List<Event> events = events(actions);
    PagesInMemory ids = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    List<CountRow> rows = new ArrayList<>();
    int middle = events.size() / 2;
    for (List<Event> half :
        List.of(events.subList(0, middle), events.subList(middle, events.size()))) {
      RowsInMemory store =
          new RowsInMemory(List.copyOf(NaiveRecount.latest(rows).values()), RandomActions.ZONES, 1);
      long lineage = Generations.newLineage();
      Pipeline pipeline = Pipelines.create();
      Collected<CountRow> more = new Collected<>();
      byCustomer(
              pipeline.apply(Pipelines.inRandomBundles(half, EventCoder.of(), 1)),
              CheckUniqueness.create().withArchive(Archive.of(ids, AFTER_ALL, lineage)),
              ReadTotals.of(RandomActions.ZONES)
                  .withStoredTotals(store, Archive.of(totals, AFTER_ALL, lineage)))
          .apply(more);
      pipeline.run();
      rows.addAll(more.values());
    }

    assertThat(
        NaiveRecount.latest(rows),
        is(NaiveRecount.byCustomer(actions, RandomActions.ZONES).rows()));
  }

  @Test
  void whatIsCountedAgainAfterACrashWithoutACheckpointCountsOnce() {
    List<Action> actions = new RandomActions(41).actions(600);
    List<Event> events = events(actions);
    int half = events.size() / 2;
    PagesInMemory uniqueness = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    RowsInMemory nothing = new RowsInMemory(List.of(), RandomActions.ZONES, 1);
    List<CountRow> rows =
        new ArrayList<>(
            rows(
                events.subList(0, half), uniqueness, totals, nothing, Generations.newLineage(), 1));
    long lineage = Generations.newLineage();
    List<Event> rest = events.subList(half, events.size());

    // The first attempt comes to its end, and then all that it knew is lost.
    for (int attempt = 0; attempt < 2; attempt++) {
      RowsInMemory store =
          new RowsInMemory(List.copyOf(NaiveRecount.latest(rows).values()), RandomActions.ZONES, 1);
      rows.addAll(rows(rest, uniqueness, totals, store, lineage, attempt));
    }

    assertThat(NaiveRecount.latest(rows), is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
  }

  private static List<Event> events(List<Action> actions) {
    Calendars calendars = new Calendars(RandomActions.ZONES);
    return actions.stream().map(action -> action.event(calendars)).toList();
  }

  private static List<CountRow> rows(
      List<Event> events,
      PagesInMemory uniqueness,
      PagesInMemory totals,
      RowsInMemory store,
      long lineage,
      long seed) {
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    count(
            pipeline
                .apply(Pipelines.inRandomBundles(events, EventCoder.of(), seed))
                .apply(
                    CheckUniqueness.create()
                        .withShards(SHARDS)
                        .withArchive(Archive.of(uniqueness, AFTER_ALL, lineage))),
            ReadTotals.of(RandomActions.ZONES)
                .withStoredTotals(store, Archive.of(totals, AFTER_ALL, lineage)))
        .apply(rows);
    pipeline.run();
    return rows.values();
  }

  private static PCollection<CountRow> byCustomer(
      PCollection<Event> events, CheckUniqueness check, ReadTotals totals) {
    return events
        .apply(KeepCustomers.create())
        .apply(check.withShards(SHARDS).withoutUniqueness())
        .apply(FanOut.create().withShards(SHARDS).byCustomer())
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(totals);
  }

  private static PCollection<CountRow> count(PCollection<CheckedEvent> events, ReadTotals totals) {
    return events
        .apply(FanOut.create().withShards(SHARDS))
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(totals);
  }
}
