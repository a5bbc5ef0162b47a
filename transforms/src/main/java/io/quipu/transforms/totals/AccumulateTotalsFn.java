package io.quipu.transforms.totals;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.CounterPage;
import io.quipu.model.state.Shard;
import io.quipu.model.state.TotalsPage;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.journal.ConfirmedRows;
import io.quipu.transforms.journal.JournalPosition;
import io.quipu.transforms.journal.OwnedShard;
import io.quipu.transforms.journal.OwnedShards;
import io.quipu.transforms.journal.ShardJournal;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
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
  private static final String LEFT = "left";
  private static final String EXPIRY = "expiry";
  private static final String EXPIRES = "expires";
  private static final String POSITION = "position";
  private static final String SETTLE = "settle";
  private static final String CLOCK = "clock";

  /** How many rows may wait for the journal; more are output before the bundle ends. */
  private static final int MAX_WAITING_ROWS = 20_000;

  @StateId(TOTALS)
  private final StateSpec<MapState<Fingerprint, byte[]>> totalsSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  // The generations of the shard's pages in the store.
  @StateId(LEFT)
  private final StateSpec<ValueState<List<Long>>> leftSpec =
      StateSpecs.value(ListCoder.of(VarLongCoder.of()));

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
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private final Counter bootstrapped = Metrics.counter("quipu", "totals-bootstrapped");
  private final Counter settled = Metrics.counter("quipu", "counters-settled");
  private transient Calendars calendars;
  private transient @Nullable ExpiryTimers expiryTimers;
  private transient @Nullable SpilledPages spilledPages;
  private transient @Nullable MissingTotals missingTotals;
  private transient @Nullable OwnedShards ownedShards;
  private transient @Nullable ConfirmedRows waiting;
  private transient long bootstrappedInBundle;
  private transient long addedInBundle;

  AccumulateTotalsFn(AccumulateTotals from) {
    this.zones = from.zones();
    this.bootstrap = from.bootstrap();
    this.keyAffinity = from.keyAffinity();
    this.fixedOwner = from.owner();
    this.journal = from.journal();
    this.calendars = new Calendars(zones);
  }

  @Setup
  public void setup() throws InterruptedException {
    calendars = new Calendars(zones);
    ownedShards = journal == null ? null : OwnedShards.open(journal);
    if (bootstrap != null) {
      expiryTimers = new ExpiryTimers(bootstrap.expiry(), keyAffinity);
      bootstrap.stored().open();
      PageSpill spill = bootstrap.spill();
      spilledPages = spill == null ? null : SpilledPages.open(spill);
      missingTotals = new MissingTotals(bootstrap.stored(), spilledPages, calendars);
    }
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
      @StateId(LEFT) ValueState<List<Long>> left,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @StateId(POSITION) ValueState<List<Long>> position,
      @TimerId(EXPIRY) Timer expiry,
      @TimerId(SETTLE) Timer settle,
      @TimerId(CLOCK) Timer clock,
      OutputReceiver<CountRow> out)
      throws InterruptedException {
    Shard shard = batch.getKey();
    OwnedShards owned = ownedShards;
    if (owned == null || waiting == null) {
      add(batch, new ShardRows(totals, left, out::output, null));
    } else {
      OwnedShard mine = own(owned, shard, position, settle);
      if (batch.getValue().equals(IncrementBatch.EMPTY)) {
        return;
      }
      // At the end of the input a batch has the last of all times, which no later attempt reaches.
      Instant noted =
          time.isBefore(GlobalWindow.INSTANCE.maxTimestamp())
              ? time
              : clock.getCurrentRelativeTime();
      CompletableFuture<Void> appended = owned.append(shard, noted, batch.getValue(), position);
      List<CountRow> rows = new ArrayList<>();
      add(batch, new ShardRows(totals, left, rows::add, mine));
      waiting.add(shard, mine, appended, rows, time);
      waiting.outputReady((row, rowTime) -> out.output(row));
    }
    if (expiryTimers != null) {
      expiryTimers.touch(shard, time, expires, expiry);
    }
  }

  /**
   * Takes a shard over if another instance had it, and makes sure that its suspects are settled.
   */
  private static OwnedShard own(
      OwnedShards owned, Shard shard, ValueState<List<Long>> position, Timer settle)
      throws InterruptedException {
    boolean before = owned.owns(shard);
    OwnedShard mine = owned.own(shard, position);
    if (!before && mine.hasSuspects()) {
      settle.withNoOutputTimestamp().set(mine.settleTime());
    }
    return mine;
  }

  /**
   * Where the numbers of a shard are, and where its rows go.
   *
   * @param owner null if there is no journal
   */
  private record ShardRows(
      MapState<Fingerprint, byte[]> totals,
      ValueState<List<Long>> left,
      Consumer<CountRow> out,
      @Nullable OwnedShard owner) {}

  private void add(KV<Shard, IncrementBatch> batch, ShardRows to) throws InterruptedException {
    Shard shard = batch.getKey();
    List<Increment> missing = new ArrayList<>();
    Collection<Long> generations =
        spilledPages == null ? List.of() : SpilledPages.generations(to.left());
    boolean mayBeStored = mayBeStored(shard, generations);
    for (Increment increment : Increments.read(batch.getValue())) {
      byte[] known = to.totals().get(increment.counter()).read();
      if (known != null) {
        add(increment, TotalsPage.fromBytes(known), shard, to);
      } else if (!mayBeStored) {
        addedInBundle++;
        CounterPage page = CounterPage.empty(increment.statistic().sums());
        add(increment, page, shard, to);
      } else {
        missing.add(increment);
      }
    }
    bootstrap(missing, shard, generations, to);
  }

  private boolean mayBeStored(Shard shard, Collection<Long> generations) {
    return spilledPages == null ? bootstrap != null : spilledPages.mayHold(shard, generations);
  }

  @OnTimer(SETTLE)
  public void settle(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(LEFT) ValueState<List<Long>> left,
      @StateId(POSITION) ValueState<List<Long>> position,
      @TimerId(SETTLE) Timer settle)
      throws InterruptedException {
    OwnedShards owned = Objects.requireNonNull(ownedShards);
    OwnedShard mine = own(owned, shard, position, settle);
    if (!mine.hasSuspects() || mine.settleTime().isAfter(timer.fireTimestamp())) {
      return;
    }
    List<Increment> suspects = mine.takeSuspects();
    owned.settle(shard, position);
    List<CountRow> rows = new ArrayList<>();
    List<Increment> missing = new ArrayList<>();
    for (Increment suspect : suspects) {
      byte[] known = totals.get(suspect.counter()).read();
      if (known == null) {
        missing.add(suspect);
      } else {
        rows.addAll(rows(suspect, TotalsPage.fromBytes(known), shard, mine.number()));
      }
    }
    if (!missing.isEmpty()) {
      Map<Fingerprint, CounterPage> pages = elsewhere(missing, shard, left);
      for (Increment suspect : missing) {
        CounterPage page = Objects.requireNonNull(pages.get(suspect.counter()));
        rows.addAll(rows(suspect, page, shard, mine.number()));
      }
    }
    settled.inc(suspects.size());
    Objects.requireNonNull(waiting)
        .add(shard, mine, CompletableFuture.completedFuture(null), rows, timer.fireTimestamp());
  }

  /** Never called, but Beam wants a method for each timer. */
  @OnTimer(CLOCK)
  public void clock() {}

  /** The totals of counters that have no page in state: stored ones, or nothing. */
  private Map<Fingerprint, CounterPage> elsewhere(
      List<Increment> counters, Shard shard, ValueState<List<Long>> left)
      throws InterruptedException {
    Collection<Long> generations =
        spilledPages == null ? List.of() : SpilledPages.generations(left);
    if (missingTotals != null && mayBeStored(shard, generations)) {
      return missingTotals.find(counters, shard, generations);
    }
    Map<Fingerprint, CounterPage> empty = new HashMap<>();
    for (Increment counter : counters) {
      empty.put(counter.counter(), CounterPage.empty(counter.statistic().sums()));
    }
    return empty;
  }

  @OnTimer(EXPIRY)
  public void expire(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(LEFT) ValueState<List<Long>> left,
      @StateId(EXPIRES) ValueState<Instant> expires)
      throws InterruptedException {
    if (expiryTimers != null && !expiryTimers.isExpired(shard, timer.fireTimestamp(), expires)) {
      return;
    }
    if (spilledPages != null) {
      spilled.inc(spilledPages.evict(shard, totals.entries().read(), left));
    }
    totals.clear();
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws InterruptedException {
    if (ownedShards != null && waiting != null) {
      ownedShards.beat();
      waiting.outputAll((row, time) -> context.output(row, time, GlobalWindow.INSTANCE));
    }
    bootstrapped.inc(bootstrappedInBundle);
    added.inc(addedInBundle);
    bootstrappedInBundle = 0;
    addedInBundle = 0;
    if (spilledPages != null) {
      spilledPages.awaitWrites();
    }
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

  /** Adds to counters that have no page in state, after it has found their earlier totals. */
  private void bootstrap(
      List<Increment> missing, Shard shard, Collection<Long> generations, ShardRows to)
      throws InterruptedException {
    if (missing.isEmpty() || missingTotals == null) {
      return;
    }
    Map<Fingerprint, CounterPage> pages = missingTotals.find(missing, shard, generations);
    for (Increment increment : missing) {
      // A counter can have two increments, if its statistic changed. The second one needs the page
      // that the first one wrote.
      byte[] known = to.totals().get(increment.counter()).read();
      if (known == null) {
        addedInBundle++;
      }
      CounterPage page =
          known == null ? pages.get(increment.counter()) : TotalsPage.fromBytes(known);
      add(increment, Objects.requireNonNull(page), shard, to);
    }
    bootstrappedInBundle += missing.size();
  }

  private void add(Increment increment, CounterPage page, Shard shard, ShardRows to) {
    page.add(increment.page());
    to.totals().put(increment.counter(), TotalsPage.toBytes(page));
    OwnedShard owner = to.owner();
    if (owner == null || !owner.withholds(increment)) {
      rows(increment, page, shard, owner == null ? fixedOwner : owner.number()).forEach(to.out());
    }
  }

  private List<CountRow> rows(Increment increment, CounterPage page, Shard shard, long owner) {
    return CounterRows.changed(
        increment, page, shard.month(), calendars.of(increment.company()), owner);
  }
}
