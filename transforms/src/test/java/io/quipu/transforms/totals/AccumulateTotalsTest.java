package io.quipu.transforms.totals;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.state.Generations;
import io.quipu.model.state.Shard;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.testing.Outputs;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.RowsInMemory;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class AccumulateTotalsTest {
  private static final TimeZones UTC = TimeZones.of(ZoneOffset.UTC, Map.of());
  private static final YearMonth JANUARY = YearMonth.of(2026, 1);
  private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);
  private static final Duration RETENTION = Duration.standardDays(10);
  private static final long INCARNATION = Generations.newIncarnation();
  private static final Coder<KV<Shard, IncrementBatch>> CODER =
      KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of());

  private final PagesInMemory pages = new PagesInMemory();
  private final RowsInMemory stored = new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1);

  @Test
  void aMonthAfterTheHorizonIsNotRead() {
    run(
        AccumulateTotals.of(UTC).withStoredTotals(stored, spill(JANUARY)),
        stream().addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z")),
        rows -> assertThat(counts(rows), contains(1L)));

    assertThat(stored.reads(), is(empty()));
    assertThat(stored.connections(), is(0));
  }

  @Test
  void aMonthBeforeTheHorizonIsReadOnce() {
    run(
        AccumulateTotals.of(UTC).withStoredTotals(stored, spill(FEBRUARY)),
        stream()
            .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2026-01-11T00:00:00Z"))
            .addElements(at(batch(FEBRUARY), "2026-02-01T00:00:00Z")),
        rows -> assertThat(counts(rows), contains(101L, 102L, 1L)));

    assertThat(stored.reads(), contains(JANUARY));
  }

  @Test
  void aMonthThatExpiredComesBackFromTheSpilledPages() {
    run(
        AccumulateTotals.of(UTC).withStoredTotals(stored, spill(JANUARY), RETENTION, 256),
        stream()
            .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-02-10T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2026-02-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-10T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2026-03-10T00:00:00Z")),
        rows -> assertThat(counts(rows), contains(1L, 2L, 3L)));

    assertThat("rows are what others stored", stored.reads(), is(empty()));
    assertThat(pages.connections(), is(0));
  }

  @Test
  void aBatchFarBehindTheWatermarkComesBackToo() {
    run(
        AccumulateTotals.of(UTC).withStoredTotals(stored, spill(JANUARY), RETENTION, 256),
        stream()
            .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-10T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2026-01-20T00:00:00Z")),
        rows -> assertThat(counts(rows), contains(1L, 2L)));
  }

  @Test
  void storedTotalsAreFoundAgainAfterACrash() {
    run(
        AccumulateTotals.of(UTC).withStoredTotals(stored, spill(FEBRUARY)),
        stream().addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z")),
        rows -> assertThat(rows, contains(monthRow(JANUARY, 101))));

    // The rows are written, and then the state is lost before the first checkpoint.
    RowsInMemory written = new RowsInMemory(List.of(monthRow(JANUARY, 101)), UTC, 1);
    run(
        AccumulateTotals.of(UTC).withStoredTotals(written, spill(FEBRUARY)),
        stream()
            .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2026-01-11T00:00:00Z")),
        rows -> assertThat(rows, contains(monthRow(JANUARY, 101), monthRow(JANUARY, 102))));

    RowsInMemory writtenAgain = new RowsInMemory(List.of(monthRow(JANUARY, 102)), UTC, 1);
    run(
        AccumulateTotals.of(UTC)
            .withStoredTotals(
                writtenAgain, PageSpill.to(pages, FEBRUARY, Generations.newIncarnation())),
        stream().addElements(at(batch(JANUARY), "2026-01-12T00:00:00Z")),
        rows -> assertThat(rows, contains(monthRow(JANUARY, 103))));
  }

  @Test
  void withoutStoredTotalsAPageStays() {
    run(
        AccumulateTotals.of(UTC),
        stream()
            .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2029-01-01T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2029-01-01T00:00:00Z")),
        rows -> assertThat(counts(rows), contains(1L, 2L)));
  }

  @Test
  void withoutASpillItAlwaysContinuesFromTheRows() {
    AccumulateTotals always = AccumulateTotals.of(UTC).alwaysFrom(stored, RETENTION, 8);

    run(
        always,
        stream()
            .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2026-01-11T00:00:00Z"))
            // The month expires and is read again; these rows are the earlier ones.
            .advanceWatermarkTo(Instant.parse("2029-01-01T00:00:00Z"))
            .addElements(at(batch(JANUARY), "2029-01-01T00:00:00Z")),
        rows -> assertThat(counts(rows), contains(101L, 102L, 101L)));
  }

  @Test
  void readsMoreCountersThanItAsksForAtOnce() {
    int counters = 2 * SpilledPages.MAX_IN_FLIGHT + 1;
    List<CountRow> before = new ArrayList<>();
    Increments increments = new Increments();
    for (int i = 0; i < counters; i++) {
      before.add(row("tag", "v" + i, JANUARY, 1000 + i));
      increments.add(
          new CheckedEvent(event(JANUARY).value("tag", "v" + i).build(), new byte[2]), 0);
    }
    RowsInMemory all = new RowsInMemory(before, UTC, 7);
    Pipeline pipeline = Pipelines.create();
    Shard shard = new Shard(LocalHour.month(JANUARY), 3);
    PCollection<CountRow> rows =
        pipeline
            .apply(Create.of(KV.of(shard, increments.toBatch())))
            .apply(AccumulateTotals.of(UTC).withStoredTotals(all, spill(FEBRUARY)));

    Outputs.expect(
        rows,
        found -> {
          assertThat(found.size(), is(counters));
          for (CountRow row : found) {
            assertThat(row.count(), is(1001 + Long.parseLong(row.value().substring(1))));
          }
        });
    PipelineResult result = Outputs.run(pipeline);
    assertThat(Pipelines.counter(result, "totals-bootstrapped"), is((long) counters));
    assertThat(all.connections(), is(0));
  }

  @Test
  void aChangedStatisticKeepsItsCounter() {
    Statistic wider =
        event(JANUARY).build().statistic().withUniques().withSums(Sum.of("revenue", 2));
    Increments increments = new Increments();
    increments.add(new CheckedEvent(event(JANUARY).build(), new byte[1]), 0);
    int hour = LocalHour.ofCode(LocalHour.month(JANUARY), 7);
    Event event = Event.builder("shop", wider, hour).customer("anna").amount(0, 250).build();
    increments.add(new CheckedEvent(event, new byte[] {7}), 0);
    KV<Shard, IncrementBatch> both =
        KV.of(new Shard(LocalHour.month(JANUARY), 3), increments.toBatch());

    run(
        AccumulateTotals.of(UTC).withStoredTotals(stored, spill(FEBRUARY)),
        stream().addElements(at(both, "2026-01-10T00:00:00Z")),
        rows -> {
          CountRow last = Collections.max(rows, Comparator.comparing(CountRow::count));
          assertThat(last.count(), is(102L));
          assertThat(last.uniques(), is(1L));
          assertThat(last.sums(), is(Map.of("revenue", new BigDecimal("2.50"))));
        });
  }

  @Test
  void refusesOtherWindows() {
    PCollection<KV<Shard, IncrementBatch>> windowed =
        Pipelines.create()
            .apply(Create.of(batch(JANUARY)))
            .apply(Window.into(FixedWindows.of(Duration.standardSeconds(1))));

    assertThat(
        assertThrows(IllegalArgumentException.class, () -> windowed.apply(AccumulateTotals.of(UTC)))
            .getMessage(),
        containsString("AccumulateTotals needs its input in the global window"));
  }

  private PageSpill spill(YearMonth bootstrapBefore) {
    return PageSpill.to(pages, bootstrapBefore, INCARNATION);
  }

  private static TestStream.Builder<KV<Shard, IncrementBatch>> stream() {
    return TestStream.create(CODER).advanceWatermarkTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** Expects something of the rows, in the order of their timestamps. */
  private static void run(
      AccumulateTotals accumulateTotals,
      TestStream.Builder<KV<Shard, IncrementBatch>> stream,
      Outputs.Expectation<CountRow> expectation) {
    Pipeline pipeline = Pipelines.create();
    Outputs.expect(
        pipeline.apply(stream.advanceWatermarkToInfinity()).apply(accumulateTotals), expectation);
    Outputs.run(pipeline);
  }

  private static TimestampedValue<KV<Shard, IncrementBatch>> at(
      KV<Shard, IncrementBatch> batch, String time) {
    return TimestampedValue.of(batch, Instant.parse(time));
  }

  private static EventBuilder event(YearMonth month) {
    Statistic opened = Statistic.of("opened").withResolutions(Resolution.MONTH);
    return Event.builder("shop", opened, LocalHour.ofCode(LocalHour.month(month), 5));
  }

  /** One event of the whole statistic. */
  private static KV<Shard, IncrementBatch> batch(YearMonth month) {
    Increments increments = new Increments();
    increments.add(new CheckedEvent(event(month).build(), new byte[1]), 0);
    return KV.of(new Shard(LocalHour.month(month), 3), increments.toBatch());
  }

  private static CountRow monthRow(YearMonth month, long count) {
    return row("", "", month, count);
  }

  private static CountRow row(String dimension, String value, YearMonth month, long count) {
    long start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    return new CountRow(
        "shop",
        "",
        "opened",
        dimension,
        value,
        Resolution.MONTH,
        month.getYear(),
        start,
        count,
        null,
        Map.of());
  }

  private static List<Long> counts(List<CountRow> rows) {
    return rows.stream().map(CountRow::count).toList();
  }
}
