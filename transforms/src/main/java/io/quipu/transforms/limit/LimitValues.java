package io.quipu.transforms.limit;

import com.google.auto.value.AutoValue;
import io.quipu.model.event.Event;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.EventBatchCoder;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.shards.GlobalWindowInput;
import io.quipu.transforms.shards.ShardExpiry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the values of a dimension that are beyond its limit by {@link ValueLimits#OTHER}. The
 * first values that come for a company, statistic and month are within the limit.
 *
 * <p>In: hydrated {@link Event}s in the global window. Out: each of them once. An event with two
 * values of a dimension beyond the limit has {@code (other)} once, so it counts there once, and its
 * customer is unique there once.
 *
 * <p>Guarantee: an admitted value stays admitted, and a value is admitted before it counts under
 * its own name, never after it has counted as {@code (other)}, as long as the limit is the same.
 * Which values come first depends on the order in which events are read. The state survives
 * restarts like the counts that follow from it. With a {@link PageSpill} this has no time limit.
 *
 * <p>Time: the month is that of the event's own time, on the company's clock. Expiry follows stream
 * time.
 *
 * <p>State: 8 bytes for each admitted value, in up to 64 pages for each dimension, with a key and
 * an index of 16 bytes each. All events of a company, statistic and month that have such values
 * pass one key, in batches. Other events pass by, without a shuffle.
 *
 * <p>Counter: {@value #METRIC}, the events that had a value replaced.
 *
 * <pre>{@code
 * events.apply("LimitValues", LimitValues.of(catalog.limits()).withSpill(spill));
 * }</pre>
 */
@AutoValue
public abstract class LimitValues extends PTransform<PCollection<Event>, PCollection<Event>> {
  private static final long serialVersionUID = 1L;

  /** The counter of events with a value beyond a limit. */
  public static final String METRIC = "values-limited";

  abstract ValueLimits limits();

  abstract Duration retention();

  abstract int shards();

  abstract @Nullable PageSpill spill();

  abstract boolean keyAffinity();

  abstract @Nullable ShardPlacement placement();

  abstract Builder toBuilder();

  /** Keeps a month's state for 31 days after it, in {@link Shard#DEFAULT_COUNT} shards. */
  public static LimitValues of(ValueLimits limits) {
    return new AutoValue_LimitValues.Builder()
        .limits(limits)
        .retention(Duration.standardDays(31))
        .shards(Shard.DEFAULT_COUNT)
        .keyAffinity(false)
        .build();
  }

  /** How long, in stream time, a month's state is kept after the month and its last event. */
  public LimitValues withRetention(Duration retention) {
    return toBuilder().retention(retention).build();
  }

  /**
   * The number of shards of a month's companies and statistics. It must not change as long as the
   * state is used.
   */
  public LimitValues withShards(int shards) {
    return toBuilder().shards(shards).build();
  }

  /** Stores expired pages, and continues from the pages in the store. */
  public LimitValues withSpill(PageSpill spill) {
    return toBuilder().spill(spill).build();
  }

  /**
   * Whether to cache pages and the times of timers in memory; see {@link
   * io.quipu.transforms.unique.CheckUniqueness#withKeyAffinity}.
   */
  public LimitValues withKeyAffinity(boolean keyAffinity) {
    return toBuilder().keyAffinity(keyAffinity).build();
  }

  /** Sets how keys tell the runner where to place shards; null to let the runner decide. */
  public LimitValues withShardPlacement(@Nullable ShardPlacement placement) {
    return toBuilder().placement(placement).build();
  }

  @Override
  public PCollection<Event> expand(PCollection<Event> events) {
    GlobalWindowInput.require("LimitValues", events);
    PCollectionTuple parts =
        events.apply(
            "BatchLimited",
            ParDo.of(new BatchLimitedFn(limits(), shards()))
                .withOutputTags(BatchLimitedFn.LIMITED, TupleTagList.of(BatchLimitedFn.OTHERS)));
    PCollection<Event> limited =
        parts
            .get(BatchLimitedFn.LIMITED)
            .setCoder(KvCoder.of(ShardCoder.of(placement()), EventBatchCoder.of()))
            .apply("Limit", ParDo.of(new LimitFn(limits(), expiry(), spill(), keyAffinity())))
            .setCoder(EventCoder.of());
    return PCollectionList.of(limited)
        .and(parts.get(BatchLimitedFn.OTHERS).setCoder(EventCoder.of()))
        .apply("WithOthers", Flatten.pCollections());
  }

  private ShardExpiry expiry() {
    return new ShardExpiry(retention(), shards());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .include("expiry", expiry())
        .add(DisplayData.item("limits", limits().toString()).withLabel("Limits of dimensions"))
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
    abstract Builder limits(ValueLimits limits);

    abstract Builder retention(Duration retention);

    abstract Builder shards(int shards);

    abstract Builder spill(@Nullable PageSpill spill);

    abstract Builder keyAffinity(boolean keyAffinity);

    abstract Builder placement(@Nullable ShardPlacement placement);

    abstract LimitValues build();
  }
}
