package io.quipu.transforms.history;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.pages.PageExpiry;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.ShardPages;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final String INDEX = "index";
  private static final String HEADER = "header";
  private static final String EXPIRY = "expiry";
  private static final String EXPIRES = "expires";
  private static final String PORTION = "portion";
  private static final String END = "end";

  /** How many counters a bundle may change before it outputs its increments. */
  private static final int MAX_COUNTERS = 100_000;

  @StateId(HISTORIES)
  private final StateSpec<MapState<Fingerprint, byte[]>> historiesSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @StateId(INDEX)
  private final StateSpec<MapState<Long, byte[]>> indexSpec = ShardPages.indexSpec();

  @StateId(HEADER)
  private final StateSpec<ValueState<byte[]>> headerSpec = ShardPages.headerSpec();

  // The timers of PageExpiry.
  @TimerId(PORTION)
  private final TimerSpec portionSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId(END)
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @StateId(EXPIRES)
  private final StateSpec<ValueState<Instant>> expiresSpec = ExpiryTimers.stateSpec();

  private final Histories.Factory<B> factory;
  private final HistorySettings settings;
  private final Counter facts;
  private final Counter restored = Metrics.counter("quipu", "pages-restored");
  private transient @Nullable SpilledPages spilledPages;
  private transient Histories<B> histories;
  private transient ExpiryTimers expiryTimers;
  private transient @Nullable PageExpiry pageExpiry;
  private transient Histories.Changes changes;
  // An output has the time of the earliest batch, so that stream time does not pass it.
  private transient Instant earliest;

  /**
   * @param metric the name of the counter of new facts
   */
  public KeepHistoriesFn(Histories.Factory<B> factory, String metric, HistorySettings settings) {
    this.factory = factory;
    this.facts = Metrics.counter("quipu", metric);
    this.settings = settings;
    this.histories = factory.create();
    this.expiryTimers = new ExpiryTimers(settings.expiry(), settings.keyAffinity());
    this.changes = new Histories.Changes(settings.shards());
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
    PageSpill spill = settings.spill();
    spilledPages = spill == null ? null : SpilledPages.open(spill);
    histories = factory.create();
    expiryTimers = new ExpiryTimers(settings.expiry(), settings.keyAffinity());
    pageExpiry = new PageExpiry(spilledPages, (shard, key) -> {});
  }

  @StartBundle
  public void start() {
    // Increments of a bundle that failed must not follow in the next one.
    changes = new Histories.Changes(settings.shards());
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, B> batch,
      @Timestamp Instant time,
      @StateId(HISTORIES) MapState<Fingerprint, byte[]> pages,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<KV<Shard, IncrementBatch>> out)
      throws InterruptedException {
    Shard shard = batch.getKey();
    ShardPages state = new ShardPages(shard, pages, index, header);
    state.requireIndex(expires);
    earliest = time.isBefore(earliest) ? time : earliest;
    histories.collect(batch.getValue());
    if (spilledPages != null) {
      restore(spilledPages, histories.keys(), state);
    }
    StateStore store = new StateStore(state);
    facts.inc(histories.add(shard.month(), store, changes));
    state.add(store.added);
    expiryTimers.touch(shard, time, expires, expiry);
    if (changes.counters() >= MAX_COUNTERS) {
      changes
          .byShard()
          .forEach(
              (counters, sum) -> out.outputWithTimestamp(KV.of(counters, sum.toBatch()), earliest));
      changes = new Histories.Changes(settings.shards());
    }
  }

  /** The histories in state, which remembers those that were not in it. */
  private static final class StateStore implements Histories.Store {
    private final ShardPages pages;
    private final Set<Fingerprint> missing = new HashSet<>();
    private final Set<Fingerprint> added = new HashSet<>();

    StateStore(ShardPages pages) {
      this.pages = pages;
    }

    @Override
    public byte @Nullable [] read(Fingerprint key) {
      byte[] history = pages.get(key);
      if (history == null) {
        missing.add(key);
      }
      return history;
    }

    @Override
    public void write(Fingerprint key, byte[] history) {
      pages.put(key, history);
      if (missing.remove(key)) {
        added.add(key);
      }
    }
  }

  /** Reads the histories that are not in state from the store into state. */
  private void restore(SpilledPages stored, Set<Fingerprint> keys, ShardPages pages)
      throws InterruptedException {
    if (!stored.mayHold(pages.shard(), pages.left())) {
      return;
    }
    Set<Fingerprint> missing = new HashSet<>();
    for (Fingerprint key : keys) {
      if (pages.get(key) == null) {
        missing.add(key);
      }
    }
    Map<Fingerprint, byte[]> found = stored.read(pages.shard(), missing, pages.left());
    found.forEach(pages::put);
    pages.add(found.keySet());
    restored.inc(found.size());
  }

  @OnTimer(EXPIRY)
  public void expire(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(HISTORIES) MapState<Fingerprint, byte[]> pages,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @TimerId(PORTION) Timer portion,
      @TimerId(END) Timer end)
      throws InterruptedException {
    ShardPages expired = new ShardPages(shard, pages, index, header);
    expired.requireIndex(expires);
    if (expiryTimers.isExpired(shard, timer.fireTimestamp(), expires)) {
      pageExpiry().begin(expired, portion, end);
    }
  }

  @OnTimer(PORTION)
  public void portion(
      @Key Shard shard,
      @StateId(HISTORIES) MapState<Fingerprint, byte[]> pages,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @TimerId(PORTION) Timer portion,
      @TimerId(END) Timer end)
      throws InterruptedException {
    pageExpiry().portion(new ShardPages(shard, pages, index, header), portion, end);
  }

  @OnTimer(END)
  public void end(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(HISTORIES) MapState<Fingerprint, byte[]> pages,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header)
      throws InterruptedException {
    pageExpiry().end(new ShardPages(shard, pages, index, header), timer.fireTimestamp());
  }

  private PageExpiry pageExpiry() {
    return Objects.requireNonNull(pageExpiry);
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws InterruptedException {
    changes
        .byShard()
        .forEach(
            (shard, sum) ->
                context.output(KV.of(shard, sum.toBatch()), earliest, GlobalWindow.INSTANCE));
    start();
    pageExpiry().finishBundle();
  }

  @Teardown
  public void teardown() {
    if (spilledPages != null) {
      spilledPages.close();
    }
  }
}
