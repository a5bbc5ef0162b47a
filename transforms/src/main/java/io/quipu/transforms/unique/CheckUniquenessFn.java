package io.quipu.transforms.unique;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.state.Shard;
import io.quipu.model.state.UniquenessPage;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.pages.PageCache;
import io.quipu.transforms.pages.PageExpiry;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.ShardPages;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import io.quipu.transforms.shards.ShardExpiry;
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

/** Checks a batch of events against the pages of its shard. */
final class CheckUniquenessFn extends DoFn<KV<Shard, EventBatch>, CheckedEvent> {
  private static final long serialVersionUID = 1L;
  private static final String PAGES = "pages";
  private static final String INDEX = "index";
  private static final String HEADER = "header";
  private static final String EXPIRY = "expiry";
  private static final String EXPIRES = "expires";
  private static final String PORTION = "portion";
  private static final String END = "end";

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

  private final ShardExpiry shardExpiry;
  private final @Nullable PageSpill spill;
  private final boolean uniqueness;
  private final boolean keyAffinity;
  private final long cacheBytes;
  private final Counter counted = Metrics.counter("quipu", "counted");
  private final Counter duplicates = Metrics.counter("quipu", "duplicates");
  private final Counter forgotten = Metrics.counter("quipu", "ids-forgotten");
  private final Counter added = Metrics.counter("quipu", "pages-added");
  private final Counter restored = Metrics.counter("quipu", "pages-restored");
  private transient @Nullable SpilledPages spilledPages;
  private transient EventCheck check;
  private transient PageCache cache;
  // Pages of the batch that are not in state yet.
  private transient Set<Fingerprint> newPages;
  private transient ExpiryTimers expiryTimers;
  private transient @Nullable PageExpiry pageExpiry;
  private transient long countedInBundle;
  private transient long duplicatesInBundle;
  private transient long addedInBundle;
  private transient long forgottenInBundle;

  /**
   * @param uniqueness whether different customers are counted; if not, only repeated ids are found
   * @param keyAffinity whether pages and times of timers may be cached in memory
   * @param cacheBytes the size of the cache; {@link PageCache#SHARE} for a share of the heap
   */
  CheckUniquenessFn(
      ShardExpiry shardExpiry,
      @Nullable PageSpill spill,
      boolean uniqueness,
      boolean keyAffinity,
      long cacheBytes) {
    this.shardExpiry = shardExpiry;
    this.spill = spill;
    this.uniqueness = uniqueness;
    this.keyAffinity = keyAffinity;
    this.cacheBytes = cacheBytes;
    this.check = new EventCheck(uniqueness);
    this.cache = new PageCache(0);
    this.newPages = new HashSet<>();
    this.expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
  }

  @Setup
  public void setup() throws InterruptedException {
    spilledPages = spill == null ? null : SpilledPages.open(spill);
    check = new EventCheck(uniqueness);
    cache = new PageCache(keyAffinity ? cacheSize() : 0);
    newPages = new HashSet<>();
    expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
    pageExpiry = new PageExpiry(spilledPages, (shard, key) -> cache.forget(shard.month(), key));
  }

  private long cacheSize() {
    return cacheBytes == PageCache.SHARE ? PageCache.share() : cacheBytes;
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
      OutputReceiver<CheckedEvent> out)
      throws InterruptedException {
    ShardPages pages = new ShardPages(batch.getKey(), pagesState, index, header);
    pages.requireIndex(expires);
    int month = batch.getKey().month();
    Map<Fingerprint, UniquenessPage> open = new HashMap<>();
    if (spilledPages != null) {
      restore(spilledPages, batch.getValue(), pages, open);
    }
    Map<Fingerprint, UniquenessPage> changed = new HashMap<>();
    for (Event event : batch.getValue().events()) {
      Fingerprint key = PageKey.of(event, uniqueness);
      if (key == null) {
        output(EventCheck.withoutPage(event), out);
        continue;
      }
      UniquenessPage page = open.computeIfAbsent(key, k -> read(month, k, pages));
      CheckedEvent checked = check.check(event, page);
      if (checked == null) {
        duplicatesInBundle++;
        continue;
      }
      if (check.hasChanged()) {
        changed.put(key, page);
      }
      output(checked, out);
    }
    changed.forEach(
        (key, page) -> {
          forgottenInBundle += page.forgottenIds();
          write(month, key, page.toBytes(), pages);
        });
    newPages.retainAll(changed.keySet());
    pages.add(newPages);
    addedInBundle += newPages.size();
    newPages.clear();
    if (!open.isEmpty()) {
      expiryTimers.touch(batch.getKey(), time, expires, expiry);
    }
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

  @FinishBundle
  public void finish() throws InterruptedException {
    // Metrics are updated once per bundle, because their update costs more than a page's.
    counted.inc(countedInBundle);
    duplicates.inc(duplicatesInBundle);
    // A metric exists only after its first update, so this shows that it is still 0.
    restored.inc(0);
    countedInBundle = 0;
    added.inc(addedInBundle);
    duplicatesInBundle = 0;
    addedInBundle = 0;
    forgotten.inc(forgottenInBundle);
    forgottenInBundle = 0;
    pageExpiry().finishBundle();
  }

  @Teardown
  public void teardown() {
    if (spilledPages != null) {
      spilledPages.close();
    }
  }

  /** Opens the pages of a batch's events. Pages that are not in state are read from the store. */
  private void restore(
      SpilledPages stored,
      EventBatch batch,
      ShardPages pages,
      Map<Fingerprint, UniquenessPage> open)
      throws InterruptedException {
    if (!stored.mayHold(pages.shard(), pages.left())) {
      return;
    }
    Set<Fingerprint> missing = new HashSet<>();
    for (Event event : batch.events()) {
      Fingerprint key = PageKey.of(event, uniqueness);
      if (key != null && !open.containsKey(key) && !missing.contains(key)) {
        byte[] page = pages.get(key);
        if (page == null) {
          missing.add(key);
        } else {
          open.put(key, UniquenessPage.fromBytes(page));
        }
      }
    }
    newPages.addAll(missing);
    Map<Fingerprint, byte[]> found = stored.read(pages.shard(), missing, pages.left());
    found.forEach((key, page) -> open.put(key, UniquenessPage.fromBytes(page)));
    missing.removeAll(found.keySet());
    missing.forEach(key -> open.put(key, UniquenessPage.empty()));
    restored.inc(found.size());
  }

  private PageExpiry pageExpiry() {
    return Objects.requireNonNull(pageExpiry);
  }

  private void output(CheckedEvent checked, OutputReceiver<CheckedEvent> out) {
    countedInBundle++;
    out.output(checked);
  }

  private UniquenessPage read(int month, Fingerprint key, ShardPages pages) {
    byte[] page = cache.get(month, key);
    if (page == null) {
      page = pages.get(key);
      if (page == null) {
        newPages.add(key);
        return UniquenessPage.empty();
      }
      cache.put(month, key, page);
    }
    return UniquenessPage.fromBytes(page);
  }

  private void write(int month, Fingerprint key, byte[] page, ShardPages pages) {
    pages.put(key, page);
    cache.put(month, key, page);
  }
}
