package io.quipu.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.state.Shard;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.fnapi.FnApiWorker;
import io.quipu.transforms.totals.AccumulateTotals;
import io.quipu.transforms.unique.CheckUniqueness;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On runners of the Fn API, an event-time timer shows the element's timestamp, not the watermark as
 * on other runners. A batch from behind the watermark must not expire the state of its shard.
 */
class FnApiTest {
  private static final Statistic OPENED = Statistic.of("opened").withUniques();
  private static final Duration RETENTION = Duration.standardDays(10);
  private static final int JANUARY = LocalHour.month(YearMonth.of(2026, 1));
  private static final Shard SHARD = new Shard(JANUARY, 0);
  private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");
  private static final Instant FAR_BEHIND = Instant.parse("2026-01-20T00:00:00Z");
  private static final Instant EXPIRY = Instant.parse("2026-03-21T00:00:00Z");
  private static final int FIRST = UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBatchFromBehindDoesNotMakeCustomersUniqueAgain(boolean keyAffinity) throws Exception {
    FnApiWorker<KV<Shard, EventBatch>, CheckedEvent> worker = uniqueness(keyAffinity);
    worker.advanceTo(NOW);
    worker.process(anna(5), NOW);
    assertThat(worker.timers(), contains(EXPIRY));

    worker.process(anna(7), FAR_BEHIND);
    assertThat(worker.timers(), contains(EXPIRY));

    worker.advanceTo(EXPIRY.minus(Duration.millis(1)));
    worker.process(anna(5), FAR_BEHIND);
    worker.advanceTo(EXPIRY);
    assertThat("the state has expired", worker.timers(), is(empty()));
    worker.process(anna(5), EXPIRY);

    assertThat(flags(worker), contains(FIRST, UniqueIn.HOUR, UniqueIn.NONE, FIRST));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void norIfItIsTheFirstAfterARestart(boolean keyAffinity) throws Exception {
    FnApiWorker<KV<Shard, EventBatch>, CheckedEvent> before = uniqueness(keyAffinity);
    before.advanceTo(NOW);
    before.process(anna(5), NOW);

    FnApiWorker<KV<Shard, EventBatch>, CheckedEvent> worker = before.restarted();
    worker.process(anna(7), FAR_BEHIND);
    worker.process(anna(5), NOW.plus(Duration.standardDays(5)));

    assertThat(worker.timers(), contains(EXPIRY.plus(Duration.standardDays(5))));
    assertThat(flags(worker), contains(UniqueIn.HOUR, UniqueIn.NONE));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBatchFromBehindDoesNotSpillTotals(boolean keyAffinity) throws Exception {
    PagesInMemory pages = new PagesInMemory();
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(increments()))
        .apply(
            AccumulateTotals.of(TimeZones.of(ZoneOffset.UTC))
                .withStoredTotals(
                    new NoTotals(), PageSpill.to(pages, YearMonth.of(1, 1), 7), RETENTION, 256)
                .withKeyAffinity(keyAffinity));
    FnApiWorker<KV<Shard, IncrementBatch>, CountRow> worker = FnApiWorker.of(pipeline, "Add");
    worker.advanceTo(NOW);

    worker.process(increments(), NOW);
    worker.process(increments(), FAR_BEHIND);
    assertThat(worker.timers(), contains(EXPIRY));
    assertThat(pages.writes(), is(0));
    worker.advanceTo(EXPIRY);
    assertThat(pages.writes(), is(1));
    worker.process(increments(), EXPIRY);

    assertThat(
        worker.outputs().stream()
            .map(TimestampedValue::getValue)
            .filter(row -> row.resolution().word().equals("month"))
            .map(CountRow::count)
            .toList(),
        contains(1L, 2L, 3L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBigShardLeavesInPortionsAndALateEventFindsItsPage(boolean keyAffinity) throws Exception {
    PagesInMemory pages = new PagesInMemory();
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(event(0)))
        .apply(
            CheckUniqueness.create()
                .withRetention(RETENTION)
                .withKeyAffinity(keyAffinity)
                .withSpill(PageSpill.to(pages, YearMonth.of(1, 1), 7).withPortion(1)));
    FnApiWorker<KV<Shard, EventBatch>, CheckedEvent> worker = FnApiWorker.of(pipeline, "Check");
    worker.advanceTo(NOW);
    for (int customer = 0; customer < 4; customer++) {
      worker.process(event("customer-" + customer), NOW);
    }

    worker.advanceTo(EXPIRY);
    assertThat("the first portion", pages.writes(), is(1));
    // One has left, one has not; and after a restart it is the same.
    worker.process(event("customer-0"), EXPIRY);
    FnApiWorker<KV<Shard, EventBatch>, CheckedEvent> restarted = worker.restarted();
    restarted.process(event("customer-0"), EXPIRY);
    restarted.process(event("customer-3"), EXPIRY);
    restarted.advanceTo(Instant.now().plus(Duration.standardDays(1)));

    assertThat("each page", pages.keys(), is(4));
    assertThat("and none twice", pages.writes(), is(4));
    assertThat(flags(worker), contains(FIRST, FIRST, FIRST, FIRST, UniqueIn.NONE));
    assertThat(flags(restarted), contains(UniqueIn.NONE, UniqueIn.NONE));
    assertThat("no timer stays", restarted.timers(), is(empty()));
  }

  @Test
  void allPagesLeaveWhenTheInputEnds() throws Exception {
    PagesInMemory pages = new PagesInMemory();
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(event(0)))
        .apply(
            CheckUniqueness.create()
                .withRetention(RETENTION)
                .withSpill(PageSpill.to(pages, YearMonth.of(1, 1), 7).withPortion(1)));
    FnApiWorker<KV<Shard, EventBatch>, CheckedEvent> worker = FnApiWorker.of(pipeline, "Check");
    for (int customer = 0; customer < 4; customer++) {
      worker.process(event("customer-" + customer), NOW);
    }

    worker.advanceTo(GlobalWindow.INSTANCE.maxTimestamp());

    assertThat(pages.writes(), is(4));
    assertThat(worker.timers(), is(empty()));
  }

  /** Processing-time timers show the clock on all runners. */
  @Test
  void windowsEndByTheClockWhateverTheTimestamp() throws Exception {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(increments()))
        .apply(CombineInFixedWindows.of(Duration.standardSeconds(1)));
    FnApiWorker<KV<Shard, IncrementBatch>, KV<Shard, IncrementBatch>> worker =
        FnApiWorker.of(pipeline, "Merge");

    Instant before = Instant.now();
    worker.process(increments(), FAR_BEHIND);
    worker.process(increments(), FAR_BEHIND);
    Instant after = Instant.now();

    List<Instant> windowEnds =
        worker.timers().stream()
            .filter(end -> end.isBefore(GlobalWindow.INSTANCE.maxTimestamp()))
            .toList();
    assertThat(windowEnds.get(0), greaterThan(before));
    Instant last = windowEnds.get(windowEnds.size() - 1);
    assertThat(last, lessThanOrEqualTo(after.plus(Duration.standardSeconds(1))));
    worker.advanceTo(GlobalWindow.INSTANCE.maxTimestamp());
    long merged = 0;
    for (TimestampedValue<KV<Shard, IncrementBatch>> output : worker.outputs()) {
      merged += Increments.read(output.getValue().getValue()).get(0).page().month().count();
    }
    assertThat(merged, is(2L));
  }

  private static FnApiWorker<KV<Shard, EventBatch>, CheckedEvent> uniqueness(boolean keyAffinity)
      throws Exception {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(event(0)))
        .apply(CheckUniqueness.create().withRetention(RETENTION).withKeyAffinity(keyAffinity));
    return FnApiWorker.of(pipeline, "Check");
  }

  private static List<Integer> flags(FnApiWorker<?, CheckedEvent> worker) {
    return worker.outputs().stream().map(checked -> checked.getValue().uniqueIn(0)).toList();
  }

  /** An event of the customer Anna in an hour of January. */
  private static KV<Shard, EventBatch> anna(int code) {
    return KV.of(SHARD, EventBatch.of(event(code)));
  }

  private static KV<Shard, EventBatch> event(String customer) {
    return KV.of(SHARD, EventBatch.of(event(5).toBuilder().customer(customer).build()));
  }

  private static Event event(int code) {
    return Event.builder("shop", OPENED, LocalHour.ofCode(JANUARY, code)).customer("anna").build();
  }

  private static KV<Shard, IncrementBatch> increments() {
    Increments increments = new Increments();
    increments.add(new CheckedEvent(event(5), new byte[1]), 0);
    return KV.of(SHARD, increments.toBatch());
  }
}
