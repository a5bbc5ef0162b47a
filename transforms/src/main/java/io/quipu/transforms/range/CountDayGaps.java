package io.quipu.transforms.range;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.range.VisitBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.VisitBatchCoder;
import io.quipu.transforms.history.HistorySettings;
import io.quipu.transforms.history.KeepHistoriesFn;
import io.quipu.transforms.shards.GlobalWindowInput;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts from which gap the customers of each day come, so that uniques can be added up over any
 * range of days.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Out: for each bundle and {@link Shard} of
 * counters one {@link IncrementBatch} of statistics of {@link io.quipu.model.range.DayGaps}. Its
 * sums can be negative, because a late day moves the gap of the day after it.
 *
 * <p>Guarantee: the numbers depend on the set of days on which each customer came, in any order of
 * arrival. State is kept as that of {@link io.quipu.transforms.unique.CheckUniqueness}, but for two
 * calendar years at a time. With a {@link io.quipu.transforms.pages.PageSpill} the guarantee has no
 * time limit. Without one, a later day has no earlier one.
 *
 * <p>Time: days follow the event's own time; expiry follows stream time. State: for each customer
 * and statistic a {@link io.quipu.model.range.CustomerDays}, with a key of 16 bytes; one timer for
 * each shard.
 */
public final class CountDayGaps
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  /** The name of the metric of new days of customers. */
  static final String METRIC = "customer-days";

  @SuppressWarnings("serial") // The sets of Set.copyOf are serializable.
  private final Set<String> statistics;

  private final HistorySettings settings;

  private CountDayGaps(Set<String> statistics, HistorySettings settings) {
    this.statistics = Set.copyOf(statistics);
    this.settings = settings;
  }

  /** Counts for the statistics with these names. */
  public static CountDayGaps of(Set<String> statistics, HistorySettings settings) {
    return new CountDayGaps(statistics, settings);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    GlobalWindowInput.require("CountDayGaps", events);
    return events
        .apply("BatchVisits", ParDo.of(new BatchVisitsFn(statistics, settings.shards())))
        .setCoder(settings.batchCoder(VisitBatchCoder.of()))
        .apply(
            "KeepDays",
            ParDo.of(new KeepHistoriesFn<VisitBatch>(DayHistories::new, METRIC, settings)))
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
