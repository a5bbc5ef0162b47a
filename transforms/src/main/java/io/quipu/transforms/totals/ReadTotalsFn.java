package io.quipu.transforms.totals;

import io.quipu.model.BucketCalendar;
import io.quipu.model.Calendars;
import io.quipu.model.CountRow;
import io.quipu.model.CounterPage;
import io.quipu.model.CounterRows;
import io.quipu.model.Fingerprint;
import io.quipu.model.Increment;
import io.quipu.model.IncrementBatch;
import io.quipu.model.Increments;
import io.quipu.model.Shard;
import io.quipu.model.TimeZones;
import io.quipu.model.TotalsPage;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.pages.ArchivedPages;
import io.quipu.transforms.shards.SetTimers;
import io.quipu.transforms.shards.ShardExpiry;
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
final class ReadTotalsFn extends DoFn<KV<Shard, IncrementBatch>, CountRow> {
  private static final long serialVersionUID = 1L;
  private static final String TOTALS = "totals";
  private static final String LEFT = "left";
  private static final String EXPIRY = "expiry";

  @StateId(TOTALS)
  private final StateSpec<MapState<Fingerprint, byte[]>> totalsSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  // Under which generations the shard's pages have gone to the archive.
  @StateId(LEFT)
  private final StateSpec<ValueState<List<Long>>> leftSpec =
      StateSpecs.value(ListCoder.of(VarLongCoder.of()));

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final TimeZones zones;
  private final ReadTotals.@Nullable Hydration hydration;
  private final boolean stickyKeys;
  private final Counter hydrated = Metrics.counter("quipu", "totals-hydrated");
  private transient Calendars calendars;
  private transient SetTimers expiryTimers;
  private transient @Nullable ArchivedPages archivedPages;
  private transient @Nullable MissingTotals missingTotals;
  private transient long hydratedInBundle;

  ReadTotalsFn(TimeZones zones, ReadTotals.@Nullable Hydration hydration, boolean stickyKeys) {
    this.zones = zones;
    this.hydration = hydration;
    this.stickyKeys = stickyKeys;
    this.calendars = new Calendars(zones);
    this.expiryTimers = new SetTimers(stickyKeys);
  }

  @Setup
  public void setup() throws InterruptedException {
    calendars = new Calendars(zones);
    expiryTimers = new SetTimers(stickyKeys);
    if (hydration != null) {
      hydration.stored().open();
      Archive archive = hydration.archive();
      archivedPages = archive == null ? null : ArchivedPages.open(archive);
      missingTotals = new MissingTotals(hydration.stored(), archivedPages, calendars);
    }
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, IncrementBatch> batch,
      @Timestamp Instant time,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(LEFT) ValueState<List<Long>> left,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<CountRow> out)
      throws InterruptedException {
    Shard shard = batch.getKey();
    Instant now = ShardExpiry.now(time, expiry);
    List<Increment> missing = new ArrayList<>();
    Collection<Long> generations =
        archivedPages == null ? List.of() : ArchivedPages.generations(left);
    boolean mayBeStored =
        archivedPages == null ? hydration != null : archivedPages.mayHold(shard, generations);
    for (Increment increment : Increments.read(batch.getValue())) {
      byte[] known = totals.get(increment.counter()).read();
      if (known != null) {
        add(increment, TotalsPage.fromBytes(known), shard, totals, out);
      } else if (!mayBeStored) {
        CounterPage page = CounterPage.empty(increment.statistic().sums());
        add(increment, page, shard, totals, out);
      } else {
        missing.add(increment);
      }
    }
    if (hydration != null) {
      hydrate(missing, shard, generations, totals, out);
      Instant expires = hydration.expiry().expiry(shard, now);
      if (expiryTimers.mustSet(shard, expires)) {
        expiry.withNoOutputTimestamp().set(expires);
      }
    }
  }

  @OnTimer(EXPIRY)
  public void expire(
      @Key Shard shard,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(LEFT) ValueState<List<Long>> left)
      throws InterruptedException {
    if (archivedPages != null) {
      archivedPages.leave(shard, totals.entries().read(), left);
    }
    totals.clear();
    expiryTimers.fired(shard);
  }

  @FinishBundle
  public void finish() throws InterruptedException {
    hydrated.inc(hydratedInBundle);
    hydratedInBundle = 0;
    if (archivedPages != null) {
      archivedPages.awaitWrites();
    }
  }

  @Teardown
  public void teardown() {
    if (archivedPages != null) {
      archivedPages.close();
    }
    if (hydration != null) {
      hydration.stored().close();
    }
  }

  /** Adds to counters without a page, when what they go on from has been found. */
  private void hydrate(
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
      // A second batch of the same counter (its statistic changed) finds what the first one put.
      byte[] known = totals.get(increment.counter()).read();
      CounterPage page =
          known == null ? pages.get(increment.counter()) : TotalsPage.fromBytes(known);
      add(increment, Objects.requireNonNull(page), shard, totals, out);
    }
    hydratedInBundle += missing.size();
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
