package io.quipu.transforms.unique;

import io.quipu.model.CheckedEvent;
import io.quipu.model.Event;
import io.quipu.model.EventBatch;
import io.quipu.model.Fingerprint;
import io.quipu.model.LocalHour;
import io.quipu.model.Shard;
import io.quipu.model.UniqueIn;
import io.quipu.model.UniquenessPage;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.shards.ShardExpiry;
import java.util.HashMap;
import java.util.Map;
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
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Checks a batch of events against the pages of its shard. */
final class CheckUniquenessFn extends DoFn<KV<Shard, EventBatch>, CheckedEvent> {
  private static final long serialVersionUID = 1L;
  private static final String PAGES = "pages";
  private static final String EXPIRY = "expiry";

  @StateId(PAGES)
  private final StateSpec<MapState<Fingerprint, byte[]>> pagesSpec =
      StateSpecs.map(FingerprintCoder.of(), ByteArrayCoder.of());

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final ShardExpiry shardExpiry;
  private final Counter counted = Metrics.counter("quipu", "counted");
  private final Counter duplicates = Metrics.counter("quipu", "duplicates");
  private transient long countedInBundle;
  private transient long duplicatesInBundle;

  CheckUniquenessFn(ShardExpiry shardExpiry) {
    this.shardExpiry = shardExpiry;
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, EventBatch> batch,
      @Timestamp Instant time,
      @StateId(PAGES) MapState<Fingerprint, byte[]> pages,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<CheckedEvent> out) {
    Map<Fingerprint, UniquenessPage> open = new HashMap<>();
    Map<Fingerprint, UniquenessPage> changed = new HashMap<>();
    for (Event event : batch.getValue().events()) {
      Fingerprint key = PageKey.of(event);
      if (key == null) {
        output(event, new byte[event.counters()], out);
        continue;
      }
      UniquenessPage page = open.computeIfAbsent(key, k -> read(pages, k));
      if (event.id() != Event.NO_ID) {
        if (!page.addId(event.id())) {
          duplicatesInBundle++;
          continue;
        }
        changed.put(key, page);
      }
      byte[] uniqueIn = new byte[event.counters()];
      if (event.customer() != null && event.statistic().uniques() && add(event, page, uniqueIn)) {
        changed.put(key, page);
      }
      output(event, uniqueIn, out);
    }
    changed.forEach((key, page) -> pages.put(key, page.toBytes()));
    if (!changed.isEmpty()) {
      expiry.withNoOutputTimestamp().set(shardExpiry.expiry(batch.getKey(), time));
    }
  }

  @OnTimer(EXPIRY)
  public void expire(@StateId(PAGES) MapState<Fingerprint, byte[]> pages) {
    pages.clear();
  }

  @FinishBundle
  public void finish() {
    // Once a bundle: a metric's update costs more than a page's.
    counted.inc(countedInBundle);
    duplicates.inc(duplicatesInBundle);
    countedInBundle = 0;
    duplicatesInBundle = 0;
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

  private static UniquenessPage read(MapState<Fingerprint, byte[]> pages, Fingerprint key) {
    byte[] bytes = pages.get(key).read();
    return bytes == null ? UniquenessPage.empty() : UniquenessPage.fromBytes(bytes);
  }
}
