package io.quipu.transforms.unique;

import com.google.auto.value.AutoValue;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.EventBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
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
 * Finds out in which hour, day and month an event is its customer's first for each of its counters,
 * and leaves out an event whose id was counted before, as far as ids are remembered.
 *
 * <p>In: {@link Event}s in the global window. Out: a {@link CheckedEvent} for each event that is
 * counted. An event without a customer is counted and never unique; without an id it is counted as
 * often as it comes.
 *
 * <p>Guarantee: of the events of one customer, statistic and month exactly one is unique in each
 * bucket, in whatever order they arrive, as long as the month's state is kept: until the month is
 * over, and no event of that month's shard came, for the retention. With a {@link PageSpill} that
 * is for ever: pages go there when they expire, and come back when their customer does. Without
 * one, an event that comes later than that counts as unique again. Of ids, the last {@value
 * io.quipu.model.state.UniquenessPage#REMEMBERED_IDS} that were counted are remembered for each
 * customer, statistic and month, as {@link io.quipu.model.state.UniquenessPage#REMEMBERED_IDS} says
 * in full. State survives restarts as the runner's does.
 *
 * <p>{@link #withoutUniqueness} does the second alone: nobody is a first, and an event without an
 * id needs no state.
 *
 * <p>Time: buckets follow the event's own time. Expiry follows stream time: the latest timestamp of
 * the shard's batches, or the watermark if the runner tells it and it is later.
 *
 * <p>State: one {@link io.quipu.model.state.UniquenessPage} for each customer, statistic and month,
 * under 16 bytes of key; one timer for each {@link Shard}. Events travel to their state in batches,
 * one a shard and bundle.
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

  abstract @Nullable ShardPlacement placement();

  abstract Builder toBuilder();

  /** Keeps a month's state for 31 days after it, in {@link Shard#DEFAULT_COUNT} shards. */
  public static CheckUniqueness create() {
    return new AutoValue_CheckUniqueness.Builder()
        .retention(Duration.standardDays(31))
        .shards(Shard.DEFAULT_COUNT)
        .uniqueness(true)
        .keyAffinity(false)
        .build();
  }

  /** How long, in stream time, a month's state is kept after the month and its last event. */
  public CheckUniqueness withRetention(Duration retention) {
    return toBuilder().retention(retention).build();
  }

  /** Into how many parts a month's customers are divided; fixed for a state's life. */
  public CheckUniqueness withShards(int shards) {
    return toBuilder().shards(shards).build();
  }

  /** Keeps pages that expire in a store, and goes on from what is there. */
  public CheckUniqueness withSpill(PageSpill spill) {
    return toBuilder().spill(spill).build();
  }

  /** Only leaves out events whose id is remembered. */
  public CheckUniqueness withoutUniqueness() {
    return toBuilder().uniqueness(false).build();
  }

  /**
   * Whether pages and the times of timers are remembered in memory too, so that they need not be
   * read from state when a customer comes back soon. That takes a sixth of the heap if there are as
   * many instances as cores. The default is false.
   *
   * <p>Only for a runner with key affinity: an instance of a DoFn gets all elements of a key as
   * long as it lives, and the runner makes new instances when it goes back to a checkpoint. On
   * another runner the memory would be out of date, and the counts wrong.
   */
  public CheckUniqueness withKeyAffinity(boolean keyAffinity) {
    return toBuilder().keyAffinity(keyAffinity).build();
  }

  /** How the runner is told where shards go; null to leave it to the runner. */
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
            "Check", ParDo.of(new CheckUniquenessFn(expiry, spill(), uniqueness(), keyAffinity())));
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

    abstract Builder placement(@Nullable ShardPlacement placement);

    abstract CheckUniqueness build();
  }
}
