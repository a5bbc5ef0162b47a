package io.quipu.transforms.totals;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.event.Event;
import io.quipu.model.state.Generations;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.combine.SumIncrements;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.Action;
import io.quipu.transforms.testing.NaiveRecount;
import io.quipu.transforms.testing.Outputs;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.RandomActions;
import io.quipu.transforms.testing.RowsInMemory;
import io.quipu.transforms.unique.CheckUniqueness;
import io.quipu.transforms.unique.CheckUniquenessInBatch;
import java.time.YearMonth;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** Compares the stages of a batch, one after another, with a naive recount of the same actions. */
class BatchCountingTest {
  private static final YearMonth AFTER_ALL = YearMonth.of(2028, 1);
  private static final int SHARDS = 4;

  @Test
  void eachRowComesOnceWithTheNumberOfARecount() {
    List<Action> actions = new RandomActions(51).actions(2000);
    Pipeline pipeline = Pipelines.create();
    Outputs.expect(
        pipeline
            .apply(Create.of(events(actions)).withCoder(EventCoder.of()))
            .apply(CheckUniquenessInBatch.of(SHARDS))
            .apply(FanOut.create().withShards(SHARDS))
            .apply(SumIncrements.create())
            .apply(TotalsInBatch.of(RandomActions.ZONES)),
        all -> {
          var expected = NaiveRecount.of(actions, RandomActions.ZONES).rows();
          assertThat(NaiveRecount.latest(all), is(expected));
          assertThat(all.spliterator().getExactSizeIfKnown(), is((long) expected.size()));
        });
    Outputs.run(pipeline);
  }

  @Test
  void aLiveJobContinuesFromThePagesOfABatch() {
    List<Action> actions = new RandomActions(52).actions(600);
    List<Event> events = events(actions);
    int half = events.size() / 2;
    PagesInMemory uniqueness = new PagesInMemory();
    PagesInMemory totals = new PagesInMemory();
    RowsInMemory store = new RowsInMemory(List.of(), RandomActions.ZONES, 1);
    long batch = Generations.newIncarnation();
    // An attempt that is repeated stores the same pages again.
    for (int attempt = 0; attempt < 2; attempt++) {
      Pipeline pipeline = Pipelines.create();
      store.write(
          pipeline
              .apply(Create.of(events.subList(0, half)).withCoder(EventCoder.of()))
              .apply(
                  CheckUniquenessInBatch.of(SHARDS)
                      .storingPages(PageSpill.to(uniqueness, AFTER_ALL, batch)))
              .apply(FanOut.create().withShards(SHARDS))
              .apply(SumIncrements.create())
              .apply(
                  TotalsInBatch.of(RandomActions.ZONES)
                      .storingPages(PageSpill.to(totals, AFTER_ALL, batch))));
      Outputs.run(pipeline);
    }

    long live = Generations.newIncarnation();
    Pipeline pipeline = Pipelines.create();
    store.write(
        pipeline
            .apply(
                Pipelines.inRandomBundles(events.subList(half, events.size()), EventCoder.of(), 52))
            .apply(
                CheckUniqueness.create()
                    .withShards(SHARDS)
                    .withSpill(PageSpill.to(uniqueness, AFTER_ALL, live)))
            .apply(FanOut.create().withShards(SHARDS))
            .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)))
            .apply(
                AccumulateTotals.of(RandomActions.ZONES)
                    .withStoredTotals(store, PageSpill.to(totals, AFTER_ALL, live))));
    Outputs.run(pipeline);

    assertThat(uniqueness.keys(), greaterThan(0));
    assertThat(uniqueness.connections(), is(0));
    assertThat(store.rows(), is(NaiveRecount.of(actions, RandomActions.ZONES).rows()));
  }

  private static List<Event> events(List<Action> actions) {
    Calendars calendars = new Calendars(RandomActions.ZONES);
    return actions.stream().map(action -> action.event(calendars)).toList();
  }
}
