package io.quipu.transforms.totals;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.CheckedEvent;
import io.quipu.model.CountRow;
import io.quipu.model.Event;
import io.quipu.model.IncrementBatch;
import io.quipu.model.Increments;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import io.quipu.model.Shard;
import io.quipu.model.Statistic;
import io.quipu.model.Sum;
import io.quipu.model.TimeZones;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.pages.ArchivedPages;
import io.quipu.transforms.pages.Generations;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.Pipelines;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

class ReadTotalsTest {
  private static final TimeZones UTC = TimeZones.of(ZoneOffset.UTC, Map.of());
  private static final YearMonth JANUARY = YearMonth.of(2026, 1);
  private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);
  private static final Duration RETENTION = Duration.standardDays(10);
  private static final long LINEAGE = Generations.newLineage();
  private static final Coder<KV<Shard, IncrementBatch>> CODER =
      KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of());

  private final PagesInMemory pages = new PagesInMemory();

  @Test
  void aMonthAfterTheHorizonIsKnownToBeNew() {
    RowsInMemory stored = new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1);

    List<CountRow> rows =
        run(
            ReadTotals.of(UTC).withStoredTotals(stored, archive(JANUARY)),
            stream().addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z")));

    assertThat(counts(rows), contains(1L));
    assertThat(stored.reads(), is(empty()));
    assertThat(stored.connections(), is(0));
  }

  @Test
  void aMonthBeforeTheHorizonIsReadOnce() {
    RowsInMemory stored = new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1);

    List<CountRow> rows =
        run(
            ReadTotals.of(UTC).withStoredTotals(stored, archive(FEBRUARY)),
            stream()
                .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
                .addElements(at(batch(JANUARY), "2026-01-11T00:00:00Z"))
                .addElements(at(batch(FEBRUARY), "2026-02-01T00:00:00Z")));

    assertThat(counts(rows), contains(101L, 102L, 1L));
    assertThat(stored.reads(), contains(JANUARY));
  }

  @Test
  void aMonthThatExpiredComesBackFromTheArchive() {
    RowsInMemory stored = new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1);

    List<CountRow> rows =
        run(
            ReadTotals.of(UTC).withStoredTotals(stored, archive(JANUARY), RETENTION, 256),
            stream()
                .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
                .advanceWatermarkTo(Instant.parse("2026-02-10T00:00:00Z"))
                .addElements(at(batch(JANUARY), "2026-02-10T00:00:00Z"))
                .advanceWatermarkTo(Instant.parse("2026-03-10T00:00:00Z"))
                .addElements(at(batch(JANUARY), "2026-03-10T00:00:00Z")));

    assertThat(counts(rows), contains(1L, 2L, 3L));
    assertThat("rows are what others stored", stored.reads(), is(empty()));
    assertThat(pages.connections(), is(0));
  }

  @Test
  void aBatchFarBehindTheWatermarkComesBackToo() {
    RowsInMemory stored = new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1);

    List<CountRow> rows =
        run(
            ReadTotals.of(UTC).withStoredTotals(stored, archive(JANUARY), RETENTION, 256),
            stream()
                .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
                .advanceWatermarkTo(Instant.parse("2026-03-10T00:00:00Z"))
                .addElements(at(batch(JANUARY), "2026-01-20T00:00:00Z")));

    assertThat(counts(rows), contains(1L, 2L));
  }

  @Test
  void whatWasTakenOverIsFoundAgainAfterACrash() {
    List<CountRow> rows =
        run(
            ReadTotals.of(UTC)
                .withStoredTotals(
                    new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1), archive(FEBRUARY)),
            stream().addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z")));
    assertThat(counts(rows), contains(101L));

    // The rows are written, and then the state is lost before it was ever in a checkpoint.
    RowsInMemory written = new RowsInMemory(rows, UTC, 1);
    List<CountRow> again =
        run(
            ReadTotals.of(UTC).withStoredTotals(written, archive(FEBRUARY)),
            stream()
                .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
                .addElements(at(batch(JANUARY), "2026-01-11T00:00:00Z")));
    assertThat(counts(again), contains(101L, 102L));

    List<CountRow> nextLineage =
        run(
            ReadTotals.of(UTC)
                .withStoredTotals(
                    new RowsInMemory(again.subList(1, 2), UTC, 1),
                    Archive.of(pages, FEBRUARY, Generations.newLineage())),
            stream().addElements(at(batch(JANUARY), "2026-01-12T00:00:00Z")));
    assertThat(counts(nextLineage), contains(103L));
  }

  @Test
  void withoutStoredTotalsAPageStays() {
    List<CountRow> rows =
        run(
            ReadTotals.of(UTC),
            stream()
                .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
                .advanceWatermarkTo(Instant.parse("2029-01-01T00:00:00Z"))
                .addElements(at(batch(JANUARY), "2029-01-01T00:00:00Z")));

    assertThat(counts(rows), contains(1L, 2L));
  }

  @Test
  void withoutAnArchiveItAlwaysGoesOnFromTheRows() {
    RowsInMemory stored = new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1);
    ReadTotals always = ReadTotals.of(UTC).alwaysFrom(stored, RETENTION, 8);

    assertThat(
        counts(
            run(
                always,
                stream()
                    .addElements(at(batch(JANUARY), "2026-01-10T00:00:00Z"))
                    .addElements(at(batch(JANUARY), "2026-01-11T00:00:00Z"))
                    // The month expires, and is read again; the rows here are those of before.
                    .advanceWatermarkTo(Instant.parse("2029-01-01T00:00:00Z"))
                    .addElements(at(batch(JANUARY), "2029-01-01T00:00:00Z")))),
        contains(101L, 102L, 101L));
  }

  @Test
  void readsMoreCountersThanItAsksForAtOnce() {
    int counters = 2 * ArchivedPages.MAX_IN_FLIGHT + 1;
    List<CountRow> before = new ArrayList<>();
    Increments increments = new Increments();
    for (int i = 0; i < counters; i++) {
      before.add(row("tag", "v" + i, JANUARY, 1000 + i));
      increments.add(
          new CheckedEvent(event(JANUARY).value("tag", "v" + i).build(), new byte[2]), 0);
    }
    RowsInMemory stored = new RowsInMemory(before, UTC, 7);
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    Shard shard = new Shard(LocalHour.month(JANUARY), 3);
    pipeline
        .apply(Create.of(KV.of(shard, increments.toBatch())).withCoder(CODER))
        .apply(ReadTotals.of(UTC).withStoredTotals(stored, archive(FEBRUARY)))
        .apply(rows);

    PipelineResult result = pipeline.run();

    assertThat(rows.values().size(), is(counters));
    for (CountRow row : rows.values()) {
      assertThat(row.count(), is(1001 + Long.parseLong(row.value().substring(1))));
    }
    assertThat(Pipelines.counter(result, "totals-hydrated"), is((long) counters));
    assertThat(stored.connections(), is(0));
  }

  @Test
  void aChangedStatisticGoesOnWithItsCounter() {
    Statistic wider =
        Statistic.of("opened", Set.of(Resolution.MONTH), true, List.of(Sum.of("revenue", 2)));
    Increments increments = new Increments();
    increments.add(new CheckedEvent(event(JANUARY).build(), new byte[1]), 0);
    int hour = LocalHour.ofCode(LocalHour.month(JANUARY), 7);
    Event event = Event.builder("shop", wider, hour).customer("anna").amount(0, 250).build();
    increments.add(new CheckedEvent(event, new byte[] {7}), 0);
    RowsInMemory stored = new RowsInMemory(List.of(monthRow(JANUARY, 100)), UTC, 1);
    KV<Shard, IncrementBatch> both =
        KV.of(new Shard(LocalHour.month(JANUARY), 3), increments.toBatch());

    List<CountRow> rows =
        run(
            ReadTotals.of(UTC).withStoredTotals(stored, archive(FEBRUARY)),
            stream().addElements(at(both, "2026-01-10T00:00:00Z")));

    assertThat(rows, not(empty()));
    CountRow last = rows.get(rows.size() - 1);
    assertThat(last.count(), is(102L));
    assertThat(last.uniques(), is(1L));
    assertThat(last.sums(), is(Map.of("revenue", new BigDecimal("2.50"))));
  }

  @Test
  void refusesOtherWindows() {
    PCollection<KV<Shard, IncrementBatch>> windowed =
        Pipelines.create()
            .apply(Create.of(batch(JANUARY)).withCoder(CODER))
            .apply(Window.into(FixedWindows.of(Duration.standardSeconds(1))));

    assertThat(
        assertThrows(IllegalArgumentException.class, () -> windowed.apply(ReadTotals.of(UTC)))
            .getMessage(),
        containsString("ReadTotals needs its input in the global window"));
  }

  private Archive archive(YearMonth hydrateBefore) {
    return Archive.of(pages, hydrateBefore, LINEAGE);
  }

  private static TestStream.Builder<KV<Shard, IncrementBatch>> stream() {
    return TestStream.create(CODER).advanceWatermarkTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  private static List<CountRow> run(
      ReadTotals readTotals, TestStream.Builder<KV<Shard, IncrementBatch>> stream) {
    Pipeline pipeline = Pipelines.create();
    Collected<CountRow> rows = new Collected<>();
    pipeline.apply(stream.advanceWatermarkToInfinity()).apply(readTotals).apply(rows);
    pipeline.run();
    return rows.values();
  }

  private static TimestampedValue<KV<Shard, IncrementBatch>> at(
      KV<Shard, IncrementBatch> batch, String time) {
    return TimestampedValue.of(batch, Instant.parse(time));
  }

  private static Event.Builder event(YearMonth month) {
    Statistic opened = Statistic.of("opened", Set.of(Resolution.MONTH), false, List.of());
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
