package io.quipu.transforms.totals;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.journal.ConfirmedRows;
import io.quipu.transforms.journal.JournalPosition;
import io.quipu.transforms.journal.OwnedShard;
import io.quipu.transforms.journal.OwnedShards;
import io.quipu.transforms.journal.ShardJournal;
import io.quipu.transforms.pages.PageExpiry;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.ShardPages;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Adds a shard's increments to its pages of totals. */
final class AccumulateTotalsFn extends DoFn<KV<Shard, IncrementBatch>, CountRow> {
  private static final long serialVersionUID = 1L;
  private static final String TOTALS = "totals";
  private static final String INDEX = "index";
  private static final String HEADER = "header";
  private static final String EXPIRY = "expiry";
  private static final String EXPIRES = "expires";
  private static final String PORTION = "portion";
  private static final String END = "end";
  private static final String POSITION = "position";
  private static final String SETTLE = "settle";
  private static final String CLOCK = "clock";

  /** How many rows may wait for the journal; more are output before the bundle ends. */
  private static final int MAX_WAITING_ROWS = 20_000;

  @StateId(TOTALS)
  private final StateSpec<MapState<Fingerprint, byte[]>> totalsSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  @StateId(INDEX)
  private final StateSpec<MapState<Long, byte[]>> indexSpec = ShardPages.indexSpec();

  @StateId(HEADER)
  private final StateSpec<ValueState<byte[]>> headerSpec = ShardPages.headerSpec();

  // The timers of PageExpiry.
  @TimerId(PORTION)
  private final TimerSpec portionSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId(END)
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @StateId(EXPIRES)
  private final StateSpec<ValueState<Instant>> expiresSpec = ExpiryTimers.stateSpec();

  // How far the shard's rows agree with its state.
  @StateId(POSITION)
  private final StateSpec<ValueState<List<Long>>> positionSpec = JournalPosition.stateSpec();

  // Fires when the job has read again what lost attempts had read.
  @TimerId(SETTLE)
  private final TimerSpec settleSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  // Never set: it shows the worker's clock.
  @TimerId(CLOCK)
  private final TimerSpec clockSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  private final TimeZones zones;
  private final AccumulateTotals.@Nullable Bootstrap bootstrap;
  private final boolean keyAffinity;
  private final long fixedOwner;
  private final @Nullable ShardJournal journal;
  private final Counter added = Metrics.counter("quipu", "pages-added");
  private final Counter bootstrapped = Metrics.counter("quipu", "totals-bootstrapped");
  private final Counter settled = Metrics.counter("quipu", "counters-settled");
  private transient @Nullable ExpiryTimers expiryTimers;
  private transient @Nullable SpilledPages spilledPages;
  private transient @Nullable PageExpiry pageExpiry;
  private transient @Nullable ShardTotals shardTotals;
  private transient @Nullable OwnedShards ownedShards;
  private transient @Nullable ConfirmedRows waiting;

  AccumulateTotalsFn(AccumulateTotals from) {
    this.zones = from.zones();
    this.bootstrap = from.bootstrap();
    this.keyAffinity = from.keyAffinity();
    this.fixedOwner = from.owner();
    this.journal = from.journal();
  }

  @Setup
  public void setup() throws InterruptedException {
    Calendars calendars = new Calendars(zones);
    MissingTotals missing = null;
    ownedShards = journal == null ? null : OwnedShards.open(journal);
    if (bootstrap != null) {
      expiryTimers = new ExpiryTimers(bootstrap.expiry(), keyAffinity);
      bootstrap.stored().open();
      PageSpill spill = bootstrap.spill();
      spilledPages = spill == null ? null : SpilledPages.open(spill);
      missing = new MissingTotals(bootstrap.stored(), spilledPages, calendars);
    }
    shardTotals = new ShardTotals(calendars, spilledPages, missing);
    pageExpiry = new PageExpiry(spilledPages, (shard, key) -> {});
  }

  @StartBundle
  public void start() {
    // Rows of a bundle that failed must not follow in the next one.
    waiting = ownedShards == null ? null : ownedShards.newRows(MAX_WAITING_ROWS);
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, IncrementBatch> batch,
      @Timestamp Instant time,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @StateId(POSITION) ValueState<List<Long>> position,
      @TimerId(EXPIRY) Timer expiry,
      @TimerId(SETTLE) Timer settle,
      @TimerId(CLOCK) Timer clock,
      OutputReceiver<CountRow> out)
      throws InterruptedException {
    Shard shard = batch.getKey();
    ShardPages state = new ShardPages(shard, totals, index, header);
    if (expiryTimers != null) {
      state.requireIndex(expires);
    }
    OwnedShards owned = ownedShards;
    if (owned == null || waiting == null) {
      pages()
          .add(
              batch.getValue(),
              state,
              (increment, page) ->
                  pages().rows(increment, page, shard, fixedOwner).forEach(out::output));
    } else {
      OwnedShard mine = own(owned, shard, time, position, settle);
      if (batch.getValue().equals(IncrementBatch.EMPTY)) {
        return;
      }
      // At the end of the input a batch has the last of all times, which no later attempt reaches.
      Instant noteTime =
          time.isBefore(GlobalWindow.INSTANCE.maxTimestamp())
              ? time
              : clock.getCurrentRelativeTime();
      if (mine.isTaken()) {
        CompletableFuture<Void> noted = owned.append(shard, noteTime, batch.getValue());
        owned.notePosition(shard, position);
        waiting.add(shard, mine, noted, addConfirmed(batch.getValue(), state, mine), time);
      } else {
        List<ConfirmedRows.Change> changes = addEarly(batch.getValue(), state, mine);
        waiting.addEarly(shard, mine, noteTime, batch.getValue(), changes, time);
      }
      waiting.outputIfMany((row, rowTime) -> out.output(row));
    }
    if (expiryTimers != null) {
      expiryTimers.touch(shard, time, expires, expiry);
    }
  }

  /** Adds a batch, and returns its rows without those of suspects. */
  private List<CountRow> addConfirmed(IncrementBatch batch, ShardPages state, OwnedShard mine)
      throws InterruptedException {
    List<CountRow> rows = new ArrayList<>();
    pages()
        .add(
            batch,
            state,
            (increment, page) -> {
              if (!mine.withholds(increment)) {
                rows.addAll(pages().rows(increment, page, state.shard(), mine.number()));
              }
            });
    return rows;
  }

  /** Adds a batch, and returns the rows of each increment, because suspects are not known yet. */
  private List<ConfirmedRows.Change> addEarly(
      IncrementBatch batch, ShardPages state, OwnedShard mine) throws InterruptedException {
    List<ConfirmedRows.Change> changes = new ArrayList<>();
    pages()
        .add(
            batch,
            state,
            (increment, page) ->
                changes.add(
                    new ConfirmedRows.Change(
                        increment, pages().rows(increment, page, state.shard(), mine.number()))));
    return changes;
  }

  /** Begins to take a shard over if another instance had it. */
  private static OwnedShard own(
      OwnedShards owned, Shard shard, Instant time, ValueState<List<Long>> position, Timer settle) {
    if (!owned.knows(shard)) {
      // The timer waits for the takeover, and looks whether there are suspects. Stream time does
      // not pass it, so that nobody calls rows counted that are withheld.
      settle.withOutputTimestamp(time).set(time);
    }
    return owned.own(shard, time, position);
  }

  @OnTimer(SETTLE)
  public void settle(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @StateId(POSITION) ValueState<List<Long>> position,
      @TimerId(SETTLE) Timer settle)
      throws InterruptedException {
    ShardPages state = new ShardPages(shard, totals, index, header);
    state.requireIndex(expires);
    OwnedShards owned = Objects.requireNonNull(ownedShards);
    OwnedShard mine = owned.own(shard, timer.fireTimestamp(), position);
    mine.awaitTaken();
    mine.awaitNotes();
    if (mine.hasSuspects() && mine.settleTime().isAfter(timer.fireTimestamp())) {
      settle.withOutputTimestamp(mine.settleTime()).set(mine.settleTime());
      return;
    }
    if (!mine.hasSuspects()) {
      owned.notePosition(shard, position);
      return;
    }
    List<Increment> suspects = mine.takeSuspects();
    owned.notePosition(shard, position);
    settled.inc(suspects.size());
    List<CountRow> rows = pages().rows(suspects, state, mine.number());
    Objects.requireNonNull(waiting)
        .add(shard, mine, CompletableFuture.completedFuture(null), rows, timer.fireTimestamp());
  }

  /** Never called, but Beam wants a method for each timer. */
  @OnTimer(CLOCK)
  public void clock() {}

  @OnTimer(EXPIRY)
  public void expire(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @TimerId(PORTION) Timer portion,
      @TimerId(END) Timer end)
      throws InterruptedException {
    ShardPages expired = new ShardPages(shard, totals, index, header);
    expired.requireIndex(expires);
    if (Objects.requireNonNull(expiryTimers).isExpired(shard, timer.fireTimestamp(), expires)) {
      pageExpiry().begin(expired, portion, end);
    }
  }

  @OnTimer(PORTION)
  public void portion(
      @Key Shard shard,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @TimerId(PORTION) Timer portion,
      @TimerId(END) Timer end)
      throws InterruptedException {
    pageExpiry().portion(new ShardPages(shard, totals, index, header), portion, end);
  }

  @OnTimer(END)
  public void end(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header)
      throws InterruptedException {
    pageExpiry().end(new ShardPages(shard, totals, index, header), timer.fireTimestamp());
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws InterruptedException {
    if (ownedShards != null && waiting != null) {
      ownedShards.beat();
      waiting.outputAll((row, time) -> context.output(row, time, GlobalWindow.INSTANCE));
    }
    bootstrapped.inc(pages().takeBootstrapped());
    added.inc(pages().takeAdded());
    pageExpiry().finishBundle();
  }

  @Teardown
  public void teardown() {
    if (ownedShards != null) {
      ownedShards.close();
    }
    if (spilledPages != null) {
      spilledPages.close();
    }
    if (bootstrap != null) {
      bootstrap.stored().close();
    }
  }

  private PageExpiry pageExpiry() {
    return Objects.requireNonNull(pageExpiry);
  }

  private ShardTotals pages() {
    return Objects.requireNonNull(shardTotals);
  }
}
