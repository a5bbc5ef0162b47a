package io.quipu.transforms.fanout;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.Shard;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Adds up a bundle's increments, shard by shard. */
final class FanOutFn extends DoFn<CheckedEvent, KV<Shard, IncrementBatch>> {
  private static final long serialVersionUID = 1L;

  /** How many counters a bundle may change before it outputs its increments. */
  static final int MAX_COUNTERS = 100_000;

  private final int shards;
  private final boolean customers;
  private transient Map<Shard, Increments> increments;
  private transient int counters;
  // A batch has the time of the earliest event, so that stream time does not pass it.
  private transient Instant earliest;

  /**
   * @param customers whether to count for the event's customer, not for the company as a whole
   */
  FanOutFn(int shards, boolean customers) {
    this.shards = shards;
    this.customers = customers;
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
    increments = new HashMap<>();
    counters = 0;
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element CheckedEvent checked,
      @Timestamp Instant time,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    if (time.isBefore(earliest)) {
      earliest = time;
    }
    if (customers) {
      addForCustomer(checked);
    } else {
      addForCompany(checked);
    }
    if (counters >= MAX_COUNTERS) {
      increments.forEach(
          (shard, sum) -> out.outputWithTimestamp(KV.of(shard, sum.toBatch()), earliest));
      increments.clear();
      counters = 0;
    }
  }

  private void addForCompany(CheckedEvent checked) {
    Event event = checked.event();
    int month = LocalHour.month(event.localHour());
    for (int i = 0; i < event.counters(); i++) {
      Increments shard = increments(Shard.of(month, event.counter(i), shards));
      int before = shard.size();
      shard.add(checked, i);
      counters += shard.size() - before;
    }
  }

  /** Puts all counters in one shard, because their rows go into one partition of the table. */
  private void addForCustomer(CheckedEvent checked) {
    Event event = checked.event();
    String customer = event.customer();
    if (customer == null) {
      throw new IllegalArgumentException(
          "FanOut by customer got an event without one; apply KeepCustomers before it.");
    }
    int month = LocalHour.month(event.localHour());
    Fingerprint key = Fingerprint.ofCustomer(event.company(), event.statistic().name(), customer);
    Increments shard = increments(Shard.of(month, key, shards));
    int before = shard.size();
    for (int i = 0; i < event.counters(); i++) {
      shard.addForCustomer(checked, i);
    }
    counters += shard.size() - before;
  }

  private Increments increments(Shard shard) {
    return increments.computeIfAbsent(shard, key -> new Increments());
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    increments.forEach(
        (shard, sum) ->
            context.output(KV.of(shard, sum.toBatch()), earliest, GlobalWindow.INSTANCE));
    start();
  }
}
