package io.quipu.transforms.history;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import io.quipu.transforms.shards.ShardExpiry;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Adds batches to the histories of a shard in state, and outputs what a bundle changes.
 *
 * @param <B> the type of a batch
 */
public final class KeepHistoriesFn<B> extends DoFn<KV<Shard, B>, KV<Shard, IncrementBatch>> {
  private static final long serialVersionUID = 1L;
  private static final String HISTORIES = "histories";
  private static final String LEFT = "left";
  private static final String EXPIRY = "expiry";
  private static final String EXPIRES = "expires";

  /** How many counters a bundle may change before it outputs its increments. */
  private static final int MAX_COUNTERS = 100_000;

  @StateId(HISTORIES)
  private final StateSpec<MapState<Fingerprint, byte[]>> historiesSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  // The generations of the shard's histories in the store.
  @StateId(LEFT)
  private final StateSpec<ValueState<List<Long>>> leftSpec =
      StateSpecs.value(ListCoder.of(VarLongCoder.of()));

  @StateId(EXPIRES)
  private final StateSpec<ValueState<Instant>> expiresSpec = ExpiryTimers.stateSpec();

  private final Histories.Factory<B> factory;
  private final ShardExpiry shardExpiry;
  private final @Nullable PageSpill spill;
  private final boolean keyAffinity;
  private final Counter facts;
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private final Counter restored = Metrics.counter("quipu", "pages-restored");
  private transient @Nullable SpilledPages spilledPages;
  private transient Histories<B> histories;
  private transient ExpiryTimers expiryTimers;
  private transient Histories.Changes changes;
  // An output has the time of the earliest batch, so that stream time does not pass it.
  private transient Instant earliest;

  /**
   * @param metric the name of the counter of new facts
   * @param keyAffinity whether the times of timers may be remembered in memory
   */
  public KeepHistoriesFn(
      Histories.Factory<B> factory,
      String metric,
      ShardExpiry shardExpiry,
      @Nullable PageSpill spill,
      boolean keyAffinity) {
    this.factory = factory;
    this.facts = Metrics.counter("quipu", metric);
    this.shardExpiry = shardExpiry;
    this.spill = spill;
    this.keyAffinity = keyAffinity;
    this.histories = factory.create();
    this.expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
    this.changes = new Histories.Changes(shardExpiry.shards());
    this.earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  /** An output can be earlier than the current batch, but not earlier than its bundle. */
  @Override
  @SuppressWarnings("deprecation") // Beam has nothing else for it.
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }

  @Setup
  public void setup() throws InterruptedException {
    spilledPages = spill == null ? null : SpilledPages.open(spill);
    histories = factory.create();
    expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
  }

  @StartBundle
  public void start() {
    // Increments of a bundle that failed must not follow in the next one.
    changes = new Histories.Changes(shardExpiry.shards());
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, B> batch,
      @Timestamp Instant time,
      @StateId(HISTORIES) MapState<Fingerprint, byte[]> pages,
      @StateId(LEFT) ValueState<List<Long>> left,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<KV<Shard, IncrementBatch>> out)
      throws InterruptedException {
    Shard shard = batch.getKey();
    earliest = time.isBefore(earliest) ? time : earliest;
    histories.collect(batch.getValue());
    if (spilledPages != null) {
      restore(spilledPages, shard, histories.keys(), pages, left);
    }
    facts.inc(histories.add(shard.month(), new StateStore(pages), changes));
    expiryTimers.touch(shard, time, expires, expiry);
    if (changes.counters() >= MAX_COUNTERS) {
      changes
          .byShard()
          .forEach(
              (counters, sum) -> out.outputWithTimestamp(KV.of(counters, sum.toBatch()), earliest));
      changes = new Histories.Changes(shardExpiry.shards());
    }
  }

  private record StateStore(MapState<Fingerprint, byte[]> pages) implements Histories.Store {
    @Override
    public byte @Nullable [] read(Fingerprint key) {
      return pages.get(key).read();
    }

    @Override
    public void write(Fingerprint key, byte[] history) {
      pages.put(key, history);
    }
  }

  /** Reads the histories that are not in state from the store into state. */
  private void restore(
      SpilledPages stored,
      Shard shard,
      Set<Fingerprint> keys,
      MapState<Fingerprint, byte[]> pages,
      ValueState<List<Long>> left)
      throws InterruptedException {
    Collection<Long> generations = SpilledPages.generations(left);
    if (!stored.mayHold(shard, generations)) {
      return;
    }
    Set<Fingerprint> missing = new HashSet<>();
    for (Fingerprint key : keys) {
      if (pages.get(key).read() == null) {
        missing.add(key);
      }
    }
    Map<Fingerprint, byte[]> found = stored.read(shard, missing, generations);
    found.forEach(pages::put);
    restored.inc(found.size());
  }

  @OnTimer(EXPIRY)
  public void expire(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(HISTORIES) MapState<Fingerprint, byte[]> pages,
      @StateId(LEFT) ValueState<List<Long>> left,
      @StateId(EXPIRES) ValueState<Instant> expires)
      throws InterruptedException {
    if (!expiryTimers.isExpired(shard, timer.fireTimestamp(), expires)) {
      return;
    }
    if (spilledPages != null) {
      spilled.inc(spilledPages.evict(shard, pages.entries().read(), left));
    }
    pages.clear();
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws InterruptedException {
    changes
        .byShard()
        .forEach(
            (shard, sum) ->
                context.output(KV.of(shard, sum.toBatch()), earliest, GlobalWindow.INSTANCE));
    start();
    if (spilledPages != null) {
      spilledPages.awaitWrites();
    }
  }

  @Teardown
  public void teardown() {
    if (spilledPages != null) {
      spilledPages.close();
    }
  }
}
