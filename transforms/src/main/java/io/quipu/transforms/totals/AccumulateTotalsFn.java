package io.quipu.transforms.totals;

import io.quipu.model.calendar.BucketCalendar;
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
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private final TimeZones zones;
  private final AccumulateTotals.@Nullable Bootstrap bootstrap;
  private final boolean keyAffinity;
  private final Counter added = Metrics.counter("quipu", "pages-added");
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private final Counter bootstrapped = Metrics.counter("quipu", "totals-bootstrapped");
  private transient Calendars calendars;
  private transient @Nullable ExpiryTimers expiryTimers;
  private transient @Nullable SpilledPages spilledPages;
  private transient @Nullable MissingTotals missingTotals;
  private transient long bootstrappedInBundle;
  private transient long addedInBundle;

  AccumulateTotalsFn(
      TimeZones zones, AccumulateTotals.@Nullable Bootstrap bootstrap, boolean keyAffinity) {
    this.zones = zones;
    this.bootstrap = bootstrap;
    this.keyAffinity = keyAffinity;
    this.calendars = new Calendars(zones);
  }

  @Setup
  public void setup() throws InterruptedException {
    calendars = new Calendars(zones);
    if (bootstrap != null) {
      expiryTimers = new ExpiryTimers(bootstrap.expiry(), keyAffinity);
      bootstrap.stored().open();
      PageSpill spill = bootstrap.spill();
      spilledPages = spill == null ? null : SpilledPages.open(spill);
      missingTotals = new MissingTotals(bootstrap.stored(), spilledPages, calendars);
    }
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, IncrementBatch> batch,
      @Timestamp Instant time,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(LEFT) ValueState<List<Long>> left,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<CountRow> out)
      throws InterruptedException {
    Shard shard = batch.getKey();
    List<Increment> missing = new ArrayList<>();
    Collection<Long> generations =
        spilledPages == null ? List.of() : SpilledPages.generations(left);
    boolean mayBeStored =
        spilledPages == null ? bootstrap != null : spilledPages.mayHold(shard, generations);
    for (Increment increment : Increments.read(batch.getValue())) {
      byte[] known = totals.get(increment.counter()).read();
      if (known != null) {
        add(increment, TotalsPage.fromBytes(known), shard, totals, out);
      } else if (!mayBeStored) {
        addedInBundle++;
        CounterPage page = CounterPage.empty(increment.statistic().sums());
        add(increment, page, shard, totals, out);
      } else {
        missing.add(increment);
      }
    }
    bootstrap(missing, shard, generations, totals, out);
    if (expiryTimers != null) {
      expiryTimers.touch(shard, time, expires, expiry);
    }
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
  public void finish() throws InterruptedException {
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
    if (spilledPages != null) {
      spilledPages.close();
    }
    if (bootstrap != null) {
      bootstrap.stored().close();
    }
  }

  /** Adds to counters that have no page in state, after it has found their earlier totals. */
  private void bootstrap(
      List<Increment> missing,
      Shard shard,
      Collection<Long> left,
      MapState<Fingerprint, byte[]> totals,
      OutputReceiver<CountRow> out)
      throws InterruptedException {
    if (missing.isEmpty() || missingTotals == null) {
      return;
    }
    Map<Fingerprint, CounterPage> pages = missingTotals.find(missing, shard, left);
    for (Increment increment : missing) {
      // A counter can have two increments, if its statistic changed. The second one needs the page
      // that the first one wrote.
      byte[] known = totals.get(increment.counter()).read();
      if (known == null) {
        addedInBundle++;
      }
      CounterPage page =
          known == null ? pages.get(increment.counter()) : TotalsPage.fromBytes(known);
      add(increment, Objects.requireNonNull(page), shard, totals, out);
    }
    bootstrappedInBundle += missing.size();
  }

  private void add(
      Increment increment,
      CounterPage page,
      Shard shard,
      MapState<Fingerprint, byte[]> totals,
      OutputReceiver<CountRow> out) {
    page.add(increment.page());
    totals.put(increment.counter(), TotalsPage.toBytes(page));
    BucketCalendar calendar = calendars.of(increment.company());
    CounterRows.changed(increment, page, shard.month(), calendar).forEach(out::output);
  }
}
