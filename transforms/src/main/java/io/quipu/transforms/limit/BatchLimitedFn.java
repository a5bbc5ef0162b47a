package io.quipu.transforms.limit;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.state.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Collects the events of a bundle that have values of limited dimensions, by the shard of their
 * company and statistic. All other events pass by.
 */
final class BatchLimitedFn extends DoFn<Event, KV<Shard, EventBatch>> {
  private static final long serialVersionUID = 1L;

  /** Limits a batch, because a bundle of some runners can be very long. */
  private static final int MAX_BATCH = 1000;

  static final TupleTag<KV<Shard, EventBatch>> LIMITED = new TupleTag<>("limited") {};
  static final TupleTag<Event> OTHERS = new TupleTag<>("others") {};

  private final ValueLimits limits;
  private final int shards;
  private transient Map<Shard, List<Event>> batches;
  // A batch has the time of the earliest event, so that stream time does not pass it.
  private transient Instant earliest;

  BatchLimitedFn(ValueLimits limits, int shards) {
    this.limits = limits;
    this.shards = shards;
    this.batches = new HashMap<>();
    this.earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
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
  public void process(@Element Event event, @Timestamp Instant time, MultiOutputReceiver out) {
    if (!limits.concern(event)) {
      out.get(OTHERS).output(event);
      return;
    }
    if (time.isBefore(earliest)) {
      earliest = time;
    }
    // One key for all values of a dimension: only it can know how many there are.
    Fingerprint statistic = Fingerprint.ofStatistic(event.company(), event.statistic().name());
    Shard shard = Shard.of(LocalHour.month(event.localHour()), statistic, shards);
    List<Event> batch = batches.computeIfAbsent(shard, key -> new ArrayList<>());
    batch.add(event);
    if (batch.size() == MAX_BATCH) {
      batches.remove(shard);
      out.get(LIMITED).outputWithTimestamp(KV.of(shard, EventBatch.of(batch)), earliest);
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    batches.forEach(
        (shard, batch) ->
            context.output(
                LIMITED, KV.of(shard, EventBatch.of(batch)), earliest, GlobalWindow.INSTANCE));
    start();
  }
}
