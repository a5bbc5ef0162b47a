package io.quipu.transforms.unique;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.state.Shard;
import io.quipu.model.state.UniquenessPage;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import io.quipu.transforms.shards.ExpiryTimers;
import io.quipu.transforms.shards.ShardExpiry;
import java.util.Collection;
import java.util.HashMap;
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
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks a batch of events against the pages of its shard. */
final class CheckUniquenessFn extends DoFn<KV<Shard, EventBatch>, CheckedEvent> {
  private static final long serialVersionUID = 1L;
  private static final String PAGES = "pages";
  private static final String LEFT = "left";
  private static final String EXPIRY = "expiry";
  private static final String EXPIRES = "expires";

  @StateId(PAGES)
  private final StateSpec<MapState<Fingerprint, byte[]>> pagesSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  // The generations of the shard's pages in the store.
  @StateId(LEFT)
  private final StateSpec<ValueState<List<Long>>> leftSpec =
      StateSpecs.value(ListCoder.of(VarLongCoder.of()));

  @StateId(EXPIRES)
  private final StateSpec<ValueState<Instant>> expiresSpec = ExpiryTimers.stateSpec();

  private final ShardExpiry shardExpiry;
  private final @Nullable PageSpill spill;
  private final boolean uniqueness;
  private final boolean keyAffinity;
  private final Counter counted = Metrics.counter("quipu", "counted");
  private final Counter duplicates = Metrics.counter("quipu", "duplicates");
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private final Counter restored = Metrics.counter("quipu", "pages-restored");
  private transient @Nullable SpilledPages spilledPages;
  private transient PageCache cache;
  private transient ExpiryTimers expiryTimers;
  private transient long countedInBundle;
  private transient long duplicatesInBundle;

  /**
   * @param uniqueness whether different customers are counted; if not, only repeated ids are found
   * @param keyAffinity whether pages and times of timers may be cached in memory
   */
  CheckUniquenessFn(
      ShardExpiry shardExpiry, @Nullable PageSpill spill, boolean uniqueness, boolean keyAffinity) {
    this.shardExpiry = shardExpiry;
    this.spill = spill;
    this.uniqueness = uniqueness;
    this.keyAffinity = keyAffinity;
    this.cache = new PageCache(0);
    this.expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
  }

  @Setup
  public void setup() throws InterruptedException {
    spilledPages = spill == null ? null : SpilledPages.open(spill);
    cache = new PageCache(keyAffinity ? PageCache.share() : 0);
    expiryTimers = new ExpiryTimers(shardExpiry, keyAffinity);
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, EventBatch> batch,
      @Timestamp Instant time,
      @StateId(PAGES) MapState<Fingerprint, byte[]> pages,
      @StateId(LEFT) ValueState<List<Long>> left,
      @StateId(EXPIRES) ValueState<Instant> expires,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<CheckedEvent> out)
      throws InterruptedException {
    int month = batch.getKey().month();
    Map<Fingerprint, UniquenessPage> open = new HashMap<>();
    if (spilledPages != null) {
      restore(spilledPages, batch, pages, left, open);
    }
    Map<Fingerprint, UniquenessPage> changed = new HashMap<>();
    for (Event event : batch.getValue().events()) {
      Fingerprint key = PageKey.of(event, uniqueness);
      if (key == null) {
        output(event, new byte[event.counters()], out);
        continue;
      }
      UniquenessPage page = open.computeIfAbsent(key, k -> read(month, k, pages));
      if (event.id() != Event.NO_ID) {
        if (!page.addId(event.id())) {
          duplicatesInBundle++;
          continue;
        }
        changed.put(key, page);
      }
      byte[] uniqueIn = new byte[event.counters()];
      boolean asksUniques = uniqueness && event.statistic().uniques();
      if (asksUniques && event.customer() != null && add(event, page, uniqueIn)) {
        changed.put(key, page);
      }
      output(event, uniqueIn, out);
    }
    changed.forEach((key, page) -> write(month, key, page.toBytes(), pages));
    if (!open.isEmpty()) {
      expiryTimers.touch(batch.getKey(), time, expires, expiry);
    }
  }

  @OnTimer(EXPIRY)
  public void expire(
      OnTimerContext timer,
      @Key Shard shard,
      @StateId(PAGES) MapState<Fingerprint, byte[]> pages,
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
    cache.clear();
  }

  @FinishBundle
  public void finish() throws InterruptedException {
    // Metrics are updated once per bundle, because their update costs more than a page's.
    counted.inc(countedInBundle);
    duplicates.inc(duplicatesInBundle);
    // A metric exists only after its first update, so this shows that it is still 0.
    spilled.inc(0);
    restored.inc(0);
    countedInBundle = 0;
    duplicatesInBundle = 0;
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

  /** Opens the pages of a batch's events. Pages that are not in state are read from the store. */
  private void restore(
      SpilledPages stored,
      KV<Shard, EventBatch> batch,
      MapState<Fingerprint, byte[]> pages,
      ValueState<List<Long>> left,
      Map<Fingerprint, UniquenessPage> open)
      throws InterruptedException {
    Collection<Long> generations = SpilledPages.generations(left);
    if (!stored.mayHold(batch.getKey(), generations)) {
      return;
    }
    Set<Fingerprint> missing = new HashSet<>();
    for (Event event : batch.getValue().events()) {
      Fingerprint key = PageKey.of(event, uniqueness);
      if (key != null && !open.containsKey(key) && !missing.contains(key)) {
        byte[] page = pages.get(key).read();
        if (page == null) {
          missing.add(key);
        } else {
          open.put(key, UniquenessPage.fromBytes(page));
        }
      }
    }
    Map<Fingerprint, byte[]> found = stored.read(batch.getKey(), missing, generations);
    found.forEach((key, page) -> open.put(key, UniquenessPage.fromBytes(page)));
    missing.removeAll(found.keySet());
    missing.forEach(key -> open.put(key, UniquenessPage.empty()));
    restored.inc(found.size());
  }

  private void output(Event event, byte[] uniqueIn, OutputReceiver<CheckedEvent> out) {
    countedInBundle++;
    out.output(new CheckedEvent(event, uniqueIn));
  }

  /** Adds the event's counters to its customer's page; returns whether that changed the page. */
  private static boolean add(Event event, UniquenessPage page, byte[] uniqueIn) {
    int hour = LocalHour.code(event.localHour());
    boolean changed = false;
    for (int i = 0; i < uniqueIn.length; i++) {
      int flags = page.add(event.counter(i).low(), hour);
      uniqueIn[i] = (byte) flags;
      changed |= flags != UniqueIn.NONE;
    }
    return changed;
  }

  private UniquenessPage read(int month, Fingerprint key, MapState<Fingerprint, byte[]> pages) {
    byte[] page = cache.get(month, key);
    if (page == null) {
      page = pages.get(key).read();
      if (page == null) {
        return UniquenessPage.empty();
      }
      cache.put(month, key, page);
    }
    return UniquenessPage.fromBytes(page);
  }

  private void write(int month, Fingerprint key, byte[] page, MapState<Fingerprint, byte[]> pages) {
    pages.put(key, page);
    cache.put(month, key, page);
  }
}
