package io.quipu.transforms.unique;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.state.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Collects a bundle's events by shard, so that the shuffle costs once per shard, not once per
 * event.
 */
final class BatchEventsFn extends DoFn<Event, KV<Shard, EventBatch>> {
  private static final long serialVersionUID = 1L;

  /** Limits a batch, because a bundle of some runners can be very long. */
  private static final int MAX_BATCH = 1000;

  private final int shards;
  private final boolean uniqueness;
  private transient Map<Shard, List<Event>> batches;
  // A batch has the time of the earliest event, so that stream time does not pass it.
  private transient Instant earliest;
  private transient int nextAnonymous;

  BatchEventsFn(int shards, boolean uniqueness) {
    this.shards = shards;
    this.uniqueness = uniqueness;
    start();
  }

  /** A batch can be earlier than the current event, but not earlier than its bundle. */
  @Override
  @SuppressWarnings("deprecation") // Beam has nothing else for it.
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }

  @StartBundle
  public void start() {
    batches = new HashMap<>();
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element Event event, @Timestamp Instant time, OutputReceiver<KV<Shard, EventBatch>> out) {
    if (time.isBefore(earliest)) {
      earliest = time;
    }
    Shard shard = shardOf(event);
    List<Event> batch = batches.computeIfAbsent(shard, key -> new ArrayList<>());
    batch.add(event);
    if (batch.size() == MAX_BATCH) {
      batches.remove(shard);
      out.outputWithTimestamp(KV.of(shard, EventBatch.of(batch)), earliest);
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    batches.forEach(
        (shard, batch) ->
            context.output(KV.of(shard, EventBatch.of(batch)), earliest, GlobalWindow.INSTANCE));
    start();
  }

  private Shard shardOf(Event event) {
    int month = LocalHour.month(event.localHour());
    Fingerprint key = PageKey.of(event, uniqueness);
    if (key != null) {
      return Shard.of(month, key, shards);
    }
    // The event needs no state, so it can go to any shard.
    nextAnonymous = (nextAnonymous + 1) % shards;
    return new Shard(month, nextAnonymous);
  }
}
