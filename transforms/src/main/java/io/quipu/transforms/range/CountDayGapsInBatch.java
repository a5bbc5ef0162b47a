package io.quipu.transforms.range;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.range.VisitBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.VisitBatchCoder;
import io.quipu.transforms.history.CountGroupFn;
import io.quipu.transforms.history.HistorySettings;
import java.util.Set;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts gaps as {@link CountDayGaps} does, but for input that has an end: it groups all visits of
 * a shard, and has no state and no timers.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Out: what each group adds to the counters of
 * each shard. Guarantee: the totals are those of {@link CountDayGaps}. Memory: the visits of one
 * shard; more shards need less.
 *
 * <p>With a spill it also stores the days of each customer, so that a job can continue from them.
 */
public final class CountDayGapsInBatch
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // The sets of Set.copyOf are serializable.
  private final Set<String> statistics;

  private final HistorySettings settings;

  private CountDayGapsInBatch(Set<String> statistics, HistorySettings settings) {
    this.statistics = Set.copyOf(statistics);
    this.settings = settings;
  }

  /** Counts for the statistics with these names. */
  public static CountDayGapsInBatch of(Set<String> statistics, HistorySettings settings) {
    return new CountDayGapsInBatch(statistics, settings);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    return events
        .apply("BatchVisits", ParDo.of(new BatchVisitsFn(statistics, settings.shards())))
        .setCoder(settings.batchCoder(VisitBatchCoder.of()))
        .apply("Group", GroupByKey.create())
        .apply(
            "Count",
            ParDo.of(
                new CountGroupFn<VisitBatch>(DayHistories::new, CountDayGaps.METRIC, settings)))
        .setCoder(settings.incrementCoder());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("statistics", statistics.size())
                .withLabel("How many statistics have range uniques"))
        .delegate(settings);
  }
}
