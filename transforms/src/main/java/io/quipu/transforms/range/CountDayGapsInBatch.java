package io.quipu.transforms.range;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.range.VisitBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.coders.VisitBatchCoder;
import io.quipu.transforms.history.CountGroupFn;
import io.quipu.transforms.pages.PageSpill;
import java.util.Set;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Counts gaps as {@link CountDayGaps} does, but for input that has an end: it groups all visits of
 * a shard, and has no state and no timers.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Out: what each group adds to the counters of
 * each shard. Guarantee: the totals are those of {@link CountDayGaps}. Memory: the visits of one
 * shard; more shards need less.
 *
 * <p>{@link #storingPages} also stores the days of each customer, so that a job can continue from
 * them.
 */
public final class CountDayGapsInBatch
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // The sets of Set.copyOf are serializable.
  private final Set<String> statistics;

  private final int shards;
  private final @Nullable PageSpill spill;
  private final @Nullable ShardPlacement placement;

  private CountDayGapsInBatch(
      Set<String> statistics,
      int shards,
      @Nullable PageSpill spill,
      @Nullable ShardPlacement placement) {
    this.statistics = Set.copyOf(statistics);
    this.shards = shards;
    this.spill = spill;
    this.placement = placement;
  }

  /** Counts for the statistics with these names, in so many shards. */
  public static CountDayGapsInBatch of(Set<String> statistics, int shards) {
    return new CountDayGapsInBatch(statistics, shards, null, null);
  }

  /** Stores the days of customers when their group is done. */
  public CountDayGapsInBatch storingPages(PageSpill pages) {
    return new CountDayGapsInBatch(statistics, shards, pages, placement);
  }

  /**
   * Sets how keys tell the runner where to place shards, as for the fan-out that it joins; null to
   * let the runner decide.
   */
  public CountDayGapsInBatch withShardPlacement(@Nullable ShardPlacement where) {
    return new CountDayGapsInBatch(statistics, shards, spill, where);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    return events
        .apply("BatchVisits", ParDo.of(new BatchVisitsFn(statistics, shards)))
        .setCoder(KvCoder.of(ShardCoder.of(), VisitBatchCoder.of()))
        .apply("Group", GroupByKey.create())
        .apply(
            "Count",
            ParDo.of(
                new CountGroupFn<VisitBatch>(
                    DayHistories::new, CountDayGaps.METRIC, shards, spill)))
        .setCoder(KvCoder.of(ShardCoder.of(placement), IncrementBatchCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("statistics", statistics.size())
                .withLabel("How many statistics have range uniques"))
        .add(DisplayData.item("shards", shards).withLabel("Shards of each month"));
    if (spill != null) {
      builder.include("spill", spill);
    }
  }
}
