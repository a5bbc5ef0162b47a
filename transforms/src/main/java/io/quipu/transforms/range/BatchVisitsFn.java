package io.quipu.transforms.range;

import io.quipu.model.event.CheckedEvent;
import io.quipu.model.range.Period;
import io.quipu.model.range.Visit;
import io.quipu.model.range.VisitBatch;
import io.quipu.model.state.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Finds the events of a bundle that are their customer's first of a day, and collects them by the
 * shards of the customers.
 */
final class BatchVisitsFn extends DoFn<CheckedEvent, KV<Shard, VisitBatch>> {
  private static final long serialVersionUID = 1L;

  /** Limits a batch, because a bundle of some runners can be very long. */
  private static final int MAX_BATCH = 1000;

  @SuppressWarnings("serial") // The sets of Set.copyOf are serializable.
  private final Set<String> statistics;

  private final int shards;
  private transient Map<Shard, List<Visit>> batches;
  // A batch has the time of the earliest event, so that stream time does not pass it.
  private transient Instant earliest;

  /**
   * @param statistics the names of the statistics
   */
  BatchVisitsFn(Set<String> statistics, int shards) {
    this.statistics = Set.copyOf(statistics);
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
  public void process(
      @Element CheckedEvent checked,
      @Timestamp Instant time,
      OutputReceiver<KV<Shard, VisitBatch>> out) {
    String customer = checked.event().customer();
    if (customer == null || !statistics.contains(checked.event().statistic().name())) {
      return;
    }
    Visit visit = Visit.of(checked, customer);
    if (visit.counters().isEmpty()) {
      return;
    }
    earliest = time.isBefore(earliest) ? time : earliest;
    for (Period period : visit.periods()) {
      Shard shard = Shard.of(period.shardMonth(), visit.page(), shards);
      List<Visit> batch = batches.computeIfAbsent(shard, key -> new ArrayList<>());
      batch.add(visit);
      if (batch.size() == MAX_BATCH) {
        batches.remove(shard);
        out.outputWithTimestamp(KV.of(shard, new VisitBatch(batch)), earliest);
      }
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    batches.forEach(
        (shard, batch) ->
            context.output(KV.of(shard, new VisitBatch(batch)), earliest, GlobalWindow.INSTANCE));
    start();
  }
}
