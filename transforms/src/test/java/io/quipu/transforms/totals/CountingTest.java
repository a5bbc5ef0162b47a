package io.quipu.transforms.totals;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quipu.model.Calendars;
import io.quipu.model.CheckedEvent;
import io.quipu.model.CountRow;
import io.quipu.model.Event;
import io.quipu.transforms.coders.CheckedEventCoder;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.testing.Action;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.NaiveRecount;
import io.quipu.transforms.testing.Pipelines;
import io.quipu.transforms.testing.RandomActions;
import io.quipu.transforms.unique.CheckUniqueness;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
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
  @ValueSource(longs = {31, 32})
  void totalsGoOnFromTheStoreWhenTheirStateIsGone(long seed) {
    List<Action> actions = new RandomActions(seed).actions(600);
    List<CheckedEvent> checked = checked(events(actions));
    int half = checked.size() / 2;
    List<CountRow> before =
        rows(checked.subList(0, half), ReadTotals.of(RandomActions.ZONES), seed);
    List<CountRow> stored = new ArrayList<>(NaiveRecount.latest(before).values());
    assertThat(stored, not(empty()));
    RowsInMemory store = new RowsInMemory(stored, RandomActions.ZONES, seed);

    List<CountRow> after =
        rows(
            checked.subList(half, checked.size()),
            ReadTotals.of(RandomActions.ZONES).withStoredTotals(store, AFTER_ALL),
            seed);

    stored.addAll(after);
    assertThat(
        NaiveRecount.latest(stored), is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
    assertThat(store.connections(), is(0));
  }

  private static List<Event> events(List<Action> actions) {
    Calendars calendars = new Calendars(RandomActions.ZONES);
    return actions.stream().map(action -> action.event(calendars)).toList();
  }

  private static List<CheckedEvent> checked(List<Event> events) {
    Pipeline pipeline = Pipelines.create();
    Collected<CheckedEvent> checked = new Collected<>();
    pipeline
        .apply(Create.of(events).withCoder(EventCoder.of()))
        .apply(CheckUniqueness.create())
        .apply(checked);
    pipeline.run();
    return checked.values();
  }

  private static List<CountRow> rows(List<CheckedEvent> events, ReadTotals totals, long seed) {
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    count(pipeline.apply(Pipelines.inRandomBundles(events, CheckedEventCoder.of(), seed)), totals)
        .apply(rows);
    pipeline.run();
    return rows.values();
  }

  private static PCollection<CountRow> count(PCollection<CheckedEvent> events, ReadTotals totals) {
    return events
        .apply(FanOut.create().withShards(SHARDS))
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply(totals);
  }
}
