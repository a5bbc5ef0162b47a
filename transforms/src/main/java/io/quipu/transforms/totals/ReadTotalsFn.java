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
import io.quipu.transforms.shards.ShardExpiry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
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
  private static final String EXPIRIES = "expiries";
  private static final String EXPIRY = "expiry";

  @StateId(TOTALS)
  private final StateSpec<MapState<Fingerprint, byte[]>> totalsSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  // How often the shard's pages have gone. It stays when they go: it is what tells a counter that
  // is
  // new from one whose page has gone.
  @StateId(EXPIRIES)
  private final StateSpec<ValueState<Integer>> expiriesSpec = StateSpecs.value(VarIntCoder.of());

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final TimeZones zones;
  private final ReadTotals.@Nullable Hydration hydration;
  private final Counter hydrated = Metrics.counter("quipu", "totals-hydrated");
  private transient Calendars calendars;
  private transient long hydratedInBundle;

  ReadTotalsFn(TimeZones zones, ReadTotals.@Nullable Hydration hydration) {
    this.zones = zones;
    this.hydration = hydration;
    this.calendars = new Calendars(zones);
  }

  @Setup
  public void setup() throws InterruptedException {
    calendars = new Calendars(zones);
    if (hydration != null) {
      hydration.stored().open();
    }
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, IncrementBatch> batch,
      @Timestamp Instant time,
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(EXPIRIES) ValueState<Integer> expiries,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<CountRow> out) {
    Shard shard = batch.getKey();
    Instant now = ShardExpiry.now(time, expiry);
    Increments increments = new Increments();
    increments.add(batch.getValue());
    List<Increment> missing = new ArrayList<>();
    boolean mayBeStored = hydration != null && mayBeStored(hydration, shard, expiries);
    for (Increment increment : increments.all()) {
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
      hydrate(hydration.stored(), missing, shard, totals, out);
      expiry.withNoOutputTimestamp().set(hydration.expiry().expiry(shard, now));
    }
  }

  @OnTimer(EXPIRY)
  public void expire(
      @StateId(TOTALS) MapState<Fingerprint, byte[]> totals,
      @StateId(EXPIRIES) ValueState<Integer> expiries) {
    Integer before = expiries.read();
    expiries.write(before == null ? 1 : before + 1);
    totals.clear();
  }

  @FinishBundle
  public void finish() {
    hydrated.inc(hydratedInBundle);
    hydratedInBundle = 0;
  }

  @Teardown
  public void teardown() {
    if (hydration != null) {
      hydration.stored().close();
    }
  }

  private static boolean mayBeStored(
      ReadTotals.Hydration hydration, Shard shard, ValueState<Integer> expiries) {
    return shard.month() < hydration.firstNewMonth() || expiries.read() != null;
  }

  /** Reads what is stored of counters without a page, many at a time, and adds to it. */
  private void hydrate(
      StoredTotals stored,
      List<Increment> missing,
      Shard shard,
      MapState<Fingerprint, byte[]> totals,
      OutputReceiver<CountRow> out) {
    for (int from = 0; from < missing.size(); from += ReadTotals.MAX_READS) {
      int to = Math.min(from + ReadTotals.MAX_READS, missing.size());
      List<Increment> group = missing.subList(from, to);
      List<CompletableFuture<List<CountRow>>> reads = new ArrayList<>(group.size());
      for (Increment increment : group) {
        reads.add(
            stored
                .read(
                    increment.company(),
                    increment.statistic().name(),
                    increment.dimension(),
                    increment.value(),
                    shard.month())
                .toCompletableFuture());
      }
      for (int i = 0; i < group.size(); i++) {
        Increment increment = group.get(i);
        // A second batch of the same counter (its statistic changed) finds what the first one put.
        byte[] known = totals.get(increment.counter()).read();
        CounterPage page =
            known == null
                ? pageOf(reads.get(i).join(), increment, shard)
                : TotalsPage.fromBytes(known);
        add(increment, page, shard, totals, out);
      }
      hydratedInBundle += group.size();
    }
  }

  private CounterPage pageOf(List<CountRow> rows, Increment increment, Shard shard) {
    BucketCalendar calendar = calendars.of(increment.company());
    return TotalsPage.ofRows(rows, shard.month(), calendar, increment.statistic().sums());
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
