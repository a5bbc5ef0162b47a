package io.quipu.transforms.range;

import com.google.auto.value.AutoValue;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.range.VisitBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.coders.VisitBatchCoder;
import io.quipu.transforms.history.KeepHistoriesFn;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.shards.GlobalWindowInput;
import io.quipu.transforms.shards.ShardExpiry;
import java.util.Set;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

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
 * calendar years at a time. With a {@link PageSpill} the guarantee has no time limit. Without one,
 * a later day has no earlier one.
 *
 * <p>Time: days follow the event's own time; expiry follows stream time. State: for each customer
 * and statistic a {@link io.quipu.model.range.CustomerDays}, with a key of 16 bytes; one timer for
 * each shard.
 */
@AutoValue
public abstract class CountDayGaps
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  /** The name of the metric of new days of customers. */
  static final String METRIC = "customer-days";

  abstract Set<String> statistics();

  abstract Duration retention();

  abstract int shards();

  abstract @Nullable PageSpill spill();

  abstract boolean keyAffinity();

  abstract @Nullable ShardPlacement placement();

  abstract Builder toBuilder();

  /**
   * Counts for the statistics with these names, in {@link Shard#DEFAULT_COUNT} shards, and keeps
   * the state of two years for 31 days after them.
   */
  public static CountDayGaps of(Set<String> statistics) {
    return new AutoValue_CountDayGaps.Builder()
        .statistics(Set.copyOf(statistics))
        .retention(Duration.standardDays(31))
        .shards(Shard.DEFAULT_COUNT)
        .keyAffinity(false)
        .build();
  }

  /** How long, in stream time, state is kept after its years and its last event. */
  public CountDayGaps withRetention(Duration retention) {
    return toBuilder().retention(retention).build();
  }

  /**
   * The number of shards of a month's customers and counters. It must not change as long as the
   * state is used.
   */
  public CountDayGaps withShards(int shards) {
    return toBuilder().shards(shards).build();
  }

  /** Stores expired days, and continues from those in the store. */
  public CountDayGaps withSpill(PageSpill spill) {
    return toBuilder().spill(spill).build();
  }

  /**
   * Whether to remember the times of timers in memory; see {@link
   * io.quipu.transforms.unique.CheckUniqueness#withKeyAffinity}.
   */
  public CountDayGaps withKeyAffinity(boolean keyAffinity) {
    return toBuilder().keyAffinity(keyAffinity).build();
  }

  /** Sets how keys tell the runner where to place shards; null to let the runner decide. */
  public CountDayGaps withShardPlacement(@Nullable ShardPlacement placement) {
    return toBuilder().placement(placement).build();
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    GlobalWindowInput.require("CountDayGaps", events);
    return events
        .apply("BatchVisits", ParDo.of(new BatchVisitsFn(statistics(), shards())))
        .setCoder(KvCoder.of(ShardCoder.of(placement()), VisitBatchCoder.of()))
        .apply(
            "KeepDays",
            ParDo.of(
                new KeepHistoriesFn<VisitBatch>(
                    DayHistories::new,
                    METRIC,
                    new ShardExpiry(retention(), shards()),
                    spill(),
                    keyAffinity())))
        .setCoder(KvCoder.of(ShardCoder.of(placement()), IncrementBatchCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .include("expiry", new ShardExpiry(retention(), shards()))
        .add(
            DisplayData.item("statistics", statistics().size())
                .withLabel("How many statistics have range uniques"))
        .add(
            DisplayData.item("keyAffinity", keyAffinity())
                .withLabel("Whether state is remembered in memory"));
    PageSpill spill = spill();
    if (spill != null) {
      builder.include("spill", spill);
    }
    ShardPlacement placement = placement();
    if (placement != null) {
      builder.add(
          DisplayData.item("shardPlacement", placement.getClass())
              .withLabel("What tells the runner where shards go"));
    }
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder statistics(Set<String> statistics);

    abstract Builder retention(Duration retention);

    abstract Builder shards(int shards);

    abstract Builder spill(@Nullable PageSpill spill);

    abstract Builder keyAffinity(boolean keyAffinity);

    abstract Builder placement(@Nullable ShardPlacement placement);

    abstract CountDayGaps build();
  }
}
