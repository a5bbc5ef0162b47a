package io.quipu.transforms.sequence;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.StepBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.pages.PageExpiry;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.ShardPages;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import io.quipu.transforms.shards.ShardExpiry;
import java.util.HashSet;
import java.util.List;
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

/** Adds steps to the histories of a shard, and outputs what a bundle changes. */
final class KeepHistoriesFn extends DoFn<KV<Shard, StepBatch>, KV<Shard, IncrementBatch>> {
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

  private final List<SequenceDefinition> sequences;
  private final TimeZones zones;
  private final ShardExpiry shardExpiry;
  private final @Nullable PageSpill spill;
  private final boolean keyAffinity;
  private final Counter steps = Metrics.counter("quipu", "sequence-steps");
  private final Counter restored = Metrics.counter("quipu", "pages-restored");
  private transient @Nullable SpilledPages spilledPages;
  private transient Histories histories;
  private transient ExpiryTimers expiryTimers;
  private transient @Nullable PageExpiry pageExpiry;
  private transient Map<Shard, Increments> increments;
  // An output has the time of the earliest batch, so that stream time does not pass it.
  private transient Instant earliest;

  /**
   * @param keyAffinity whether the times of timers may be remembered in memory
   */
  KeepHistoriesFn(
      List<SequenceDefinition> sequences,
      TimeZones zones,
      ShardExpiry shardExpiry,
      @Nullable PageSpill spill,
      boolean keyAffinity) {
    this.sequences = List.copyOf(sequences);
    this.zones = zones;
    this.shardExpiry = shardExpiry;
    this.spill = spill;
    this.keyAffinity = keyAffinity;
    this.histories = new Histories(this.sequences, zones, shardExpiry.shards());
    this.expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
    start();
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
    histories = new Histories(sequences, zones, shardExpiry.shards());
    expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
    pageExpiry = new PageExpiry(spilledPages, (shard, key) -> {});
  }

  @StartBundle
  public void start() {
    // Increments of a bundle that failed must not follow in the next one.
    increments = Histories.noIncrements();
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, StepBatch> batch,
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
    Histories.Additions additions = new Histories.Additions();
    histories.collect(batch.getValue(), additions);
    if (spilledPages != null) {
      restore(spilledPages, additions.keys(), state);
    }
    StateStore store = new StateStore(state);
    steps.inc(histories.add(additions, shard.month(), store, increments));
    state.add(store.added);
    expiryTimers.touch(shard, time, expires, expiry);
    if (increments.values().stream().mapToInt(Increments::size).sum() >= MAX_COUNTERS) {
      increments.forEach(
          (counters, sum) -> out.outputWithTimestamp(KV.of(counters, sum.toBatch()), earliest));
      increments.clear();
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
    increments.forEach(
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
