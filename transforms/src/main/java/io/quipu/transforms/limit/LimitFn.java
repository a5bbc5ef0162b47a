package io.quipu.transforms.limit;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.limit.Admissions;
import io.quipu.model.limit.AdmittedValues;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.pages.PageCache;
import io.quipu.transforms.pages.PageExpiry;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.ShardPages;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import io.quipu.transforms.shards.ShardExpiry;
import java.util.BitSet;
import java.util.HashMap;
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
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Limits the values of a batch of events by the pages of its shard. */
final class LimitFn extends DoFn<KV<Shard, EventBatch>, Event> {
  private static final long serialVersionUID = 1L;
  private static final String PAGES = "pages";
  private static final String INDEX = "index";
  private static final String HEADER = "header";
  private static final String EXPIRY = "expiry";
  private static final String EXPIRES = "expires";
  private static final String PORTION = "portion";
  private static final String END = "end";

  /** Beside the cache of uniqueness; this has the pages of some hundred dimensions. */
  private static final long CACHE_BYTES = 8 << 20;

  @StateId(PAGES)
  private final StateSpec<MapState<Fingerprint, byte[]>> pagesSpec =
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

  private final ValueLimits limits;
  private final ShardExpiry shardExpiry;
  private final @Nullable PageSpill spill;
  private final boolean keyAffinity;
  private final Counter limited = Metrics.counter("quipu", LimitValues.METRIC);
  private final Counter restored = Metrics.counter("quipu", "pages-restored");
  private transient @Nullable SpilledPages spilledPages;
  private transient PageCache cache;
  private transient ExpiryTimers expiryTimers;
  private transient @Nullable PageExpiry pageExpiry;
  private transient long limitedInBundle;

  /**
   * @param keyAffinity whether pages and times of timers may be cached in memory
   */
  LimitFn(
      ValueLimits limits, ShardExpiry shardExpiry, @Nullable PageSpill spill, boolean keyAffinity) {
    this.limits = limits;
    this.shardExpiry = shardExpiry;
    this.spill = spill;
    this.keyAffinity = keyAffinity;
    this.cache = new PageCache(0);
    this.expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
  }

  @Setup
  public void setup() throws InterruptedException {
    spilledPages = spill == null ? null : SpilledPages.open(spill);
    cache = new PageCache(keyAffinity ? CACHE_BYTES : 0);
    expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
    pageExpiry = new PageExpiry(spilledPages, (shard, key) -> cache.forget(shard.month(), key));
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, EventBatch> batch,
      @Timestamp Instant time,
      @StateId(PAGES) MapState<Fingerprint, byte[]> pagesState,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<Event> out)
      throws InterruptedException {
    ShardPages pages = new ShardPages(batch.getKey(), pagesState, index, header);
    pages.requireIndex(expires);
    int month = batch.getKey().month();
    if (spilledPages != null) {
      restore(spilledPages, batch.getValue(), pages);
    }
    Set<Fingerprint> missing = new HashSet<>();
    Admissions admissions =
        new Admissions(
            limits,
            key -> {
              byte[] page = read(month, key, pages);
              if (page == null) {
                missing.add(key);
              }
              return page;
            });
    for (Event event : batch.getValue().events()) {
      BitSet beyond = admissions.beyond(event);
      if (beyond.isEmpty()) {
        out.output(event);
      } else {
        limitedInBundle++;
        out.output(event.replacing(beyond, ValueLimits.OTHER));
      }
    }
    Map<Fingerprint, byte[]> changed = admissions.changedPages();
    changed.forEach(
        (key, page) -> {
          pages.put(key, page);
          cache.put(month, key, page);
        });
    missing.retainAll(changed.keySet());
    pages.add(missing);
    expiryTimers.touch(batch.getKey(), time, expires, expiry);
  }

  /**
   * Reads the pages that are not in state from the store into state. A page that was never stored
   * becomes an empty one, so that each is asked for once, whatever values come.
   */
  private void restore(SpilledPages stored, EventBatch batch, ShardPages pages)
      throws InterruptedException {
    if (!stored.mayHold(pages.shard(), pages.left())) {
      return;
    }
    int month = pages.shard().month();
    Set<Fingerprint> missing = new HashSet<>();
    for (Event event : batch.events()) {
      Admissions.addKeys(limits, event, missing);
    }
    missing.removeIf(key -> read(month, key, pages) != null);
    Map<Fingerprint, byte[]> found =
        new HashMap<>(stored.read(pages.shard(), missing, pages.left()));
    restored.inc(found.size());
    missing.forEach(key -> found.putIfAbsent(key, AdmittedValues.empty().toBytes()));
    found.forEach(pages::put);
    pages.add(found.keySet());
  }

  private byte @Nullable [] read(int month, Fingerprint key, ShardPages pages) {
    byte[] page = cache.get(month, key);
    if (page == null) {
      page = pages.get(key);
      if (page != null) {
        cache.put(month, key, page);
      }
    }
    return page;
  }

  @OnTimer(EXPIRY)
  public void expire(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(PAGES) MapState<Fingerprint, byte[]> pages,
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
      @StateId(PAGES) MapState<Fingerprint, byte[]> pages,
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
      @StateId(PAGES) MapState<Fingerprint, byte[]> pages,
      @StateId(INDEX) MapState<Long, byte[]> index,
      @StateId(HEADER) ValueState<byte[]> header)
      throws InterruptedException {
    pageExpiry().end(new ShardPages(shard, pages, index, header), timer.fireTimestamp());
  }

  private PageExpiry pageExpiry() {
    return Objects.requireNonNull(pageExpiry);
  }

  @FinishBundle
  public void finish() throws InterruptedException {
    // A metric exists only after its first update, so this shows that it is still 0.
    limited.inc(limitedInBundle);
    restored.inc(0);
    limitedInBundle = 0;
    pageExpiry().finishBundle();
  }

  @Teardown
  public void teardown() {
    if (spilledPages != null) {
      spilledPages.close();
    }
  }
}
