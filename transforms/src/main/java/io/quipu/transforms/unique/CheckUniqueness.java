package io.quipu.transforms.unique;

import com.google.auto.value.AutoValue;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.EventBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.pages.PageCache;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.shards.GlobalWindowInput;
import io.quipu.transforms.shards.ShardExpiry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether an event is its customer's first in its hour, day and month, for each of its
 * counters. It drops an event whose id was counted before, as far as ids are remembered.
 *
 * <p>In: {@link Event}s in the global window. Out: a {@link CheckedEvent} for each event that is
 * counted. An event without a customer is counted and never unique; without an id it is counted as
 * often as it comes.
 *
 * <p>Guarantee: of the events of one customer, statistic and month exactly one is unique in each
 * bucket, in any order of arrival, as long as the month's state is kept. State is kept until the
 * month is over and its shard had no event, both for the retention. With a {@link PageSpill} the
 * guarantee has no time limit: expired pages go to the store, and come back when their customer has
 * a new event. Without one, an event after the expiry counts as unique again. For each customer,
 * statistic and month, the last {@value io.quipu.model.state.UniquenessPage#REMEMBERED_IDS} counted
 * ids are remembered; {@link io.quipu.model.state.UniquenessPage#REMEMBERED_IDS} gives the details.
 * State survives restarts like all state of the runner.
 *
 * <p>{@link #withoutUniqueness} only drops events by id: no event is unique, and an event without
 * an id needs no state.
 *
 * <p>Time: buckets follow the event's own time. Expiry follows stream time: the latest timestamp of
 * the shard's batches, or the watermark if the runner reports it and it is later.
 *
 * <p>State: one {@link io.quipu.model.state.UniquenessPage} for each customer, statistic and month,
 * with a key of 16 bytes, and 16 bytes in an index; one timer for each {@link Shard}. Pages leave
 * state as {@link io.quipu.transforms.pages.PageExpiry} says. Events are shuffled in batches, one
 * for each shard and bundle.
 *
 * <pre>{@code
 * PCollection<CheckedEvent> checked =
 *     events.apply("CheckUniqueness",
 *         CheckUniqueness.create().withRetention(Duration.standardDays(31)));
 * }</pre>
 */
@AutoValue
public abstract class CheckUniqueness
    extends PTransform<PCollection<Event>, PCollection<CheckedEvent>> {
  private static final long serialVersionUID = 1L;

  abstract Duration retention();

  abstract int shards();

  abstract @Nullable PageSpill spill();

  abstract boolean uniqueness();

  abstract boolean keyAffinity();

  abstract long cacheBytes();

  abstract @Nullable ShardPlacement placement();

  abstract Builder toBuilder();

  /** Keeps a month's state for 31 days after it, in {@link Shard#DEFAULT_COUNT} shards. */
  public static CheckUniqueness create() {
    return new AutoValue_CheckUniqueness.Builder()
        .retention(Duration.standardDays(31))
        .shards(Shard.DEFAULT_COUNT)
        .uniqueness(true)
        .keyAffinity(false)
        .cacheBytes(PageCache.SHARE)
        .build();
  }

  /** How long, in stream time, a month's state is kept after the month and its last event. */
  public CheckUniqueness withRetention(Duration retention) {
    return toBuilder().retention(retention).build();
  }

  /**
   * The number of shards of a month's customers. It must not change as long as the state is used.
   */
  public CheckUniqueness withShards(int shards) {
    return toBuilder().shards(shards).build();
  }

  /** Stores expired pages, and continues from the pages in the store. */
  public CheckUniqueness withSpill(PageSpill spill) {
    return toBuilder().spill(spill).build();
  }

  /** Only drops events whose id is remembered. */
  public CheckUniqueness withoutUniqueness() {
    return toBuilder().uniqueness(false).build();
  }

  /**
   * Whether to cache pages and the times of timers in memory, so that the next event of a customer
   * needs no read of state. The cache takes a sixth of the heap if there are as many instances as
   * cores. The default is false.
   *
   * <p>Only for a runner with key affinity: an instance of a DoFn gets all elements of a key as
   * long as it lives, and the runner creates new instances when it restores a checkpoint. On
   * another runner the cache would be out of date, and the counts wrong.
   */
  public CheckUniqueness withKeyAffinity(boolean keyAffinity) {
    return toBuilder().keyAffinity(keyAffinity).build();
  }

  /**
   * Sets the size of the cache of pages of each instance, in bytes. The default is an eighth of the
   * heap, divided by the number of cores. Without key affinity there is no cache.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public CheckUniqueness withCacheBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "The cache has " + bytes + " bytes; it must be 0 or more.");
    }
    return toBuilder().cacheBytes(bytes).build();
  }

  /** Sets how keys tell the runner where to place shards; null to let the runner decide. */
  public CheckUniqueness withShardPlacement(@Nullable ShardPlacement placement) {
    return toBuilder().placement(placement).build();
  }

  @Override
  public PCollection<CheckedEvent> expand(PCollection<Event> events) {
    GlobalWindowInput.require("CheckUniqueness", events);
    ShardExpiry expiry = new ShardExpiry(retention(), shards());
    return events
        .apply("BatchByShard", ParDo.of(new BatchEventsFn(shards(), uniqueness())))
        .setCoder(KvCoder.of(ShardCoder.of(placement()), EventBatchCoder.of()))
        .apply(
            "Check",
            ParDo.of(
                new CheckUniquenessFn(expiry, spill(), uniqueness(), keyAffinity(), cacheBytes())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .include("expiry", new ShardExpiry(retention(), shards()))
        .add(
            DisplayData.item("uniqueness", uniqueness())
                .withLabel("Whether different customers are counted"))
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
    abstract Builder retention(Duration retention);

    abstract Builder shards(int shards);

    abstract Builder spill(@Nullable PageSpill spill);

    abstract Builder uniqueness(boolean uniqueness);

    abstract Builder keyAffinity(boolean keyAffinity);

    abstract Builder cacheBytes(long bytes);

    abstract Builder placement(@Nullable ShardPlacement placement);

    abstract CheckUniqueness build();
  }
}
