package io.quipu.transforms.history;

import com.google.auto.value.AutoValue;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.shards.ShardExpiry;
import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a stage keeps histories.
 *
 * <pre>{@code
 * CountSequences.of(sequences, zones, HistorySettings.ofShards(128).withSpill(spill));
 * }</pre>
 */
@AutoValue
public abstract class HistorySettings implements HasDisplayData, Serializable {
  private static final long serialVersionUID = 1L;

  abstract Duration retention();

  /** How many shards a month's histories and counters have. */
  public abstract int shards();

  abstract @Nullable PageSpill spill();

  abstract boolean keyAffinity();

  abstract @Nullable ShardPlacement placement();

  abstract Builder toBuilder();

  /**
   * Histories in so many shards a month, which are kept for 31 days after their month. The number
   * must not change as long as the state is used.
   */
  public static HistorySettings ofShards(int shards) {
    return new AutoValue_HistorySettings.Builder()
        .retention(Duration.standardDays(31))
        .shards(shards)
        .keyAffinity(false)
        .build();
  }

  /** How long, in stream time, a shard's state is kept after its month and its last event. */
  public HistorySettings withRetention(Duration retention) {
    return toBuilder().retention(retention).build();
  }

  /** Stores histories that leave state, and continues from those in the store. */
  public HistorySettings withSpill(PageSpill spill) {
    return toBuilder().spill(spill).build();
  }

  /**
   * Whether to remember the times of timers in memory; see {@link
   * io.quipu.transforms.unique.CheckUniqueness#withKeyAffinity}.
   */
  public HistorySettings withKeyAffinity(boolean keyAffinity) {
    return toBuilder().keyAffinity(keyAffinity).build();
  }

  /** Sets how keys tell the runner where to place shards; null to let the runner decide. */
  public HistorySettings withShardPlacement(@Nullable ShardPlacement placement) {
    return toBuilder().placement(placement).build();
  }

  /** The coder of batches that go to the shards of their customers. */
  public <B> Coder<KV<Shard, B>> batchCoder(Coder<B> batch) {
    return KvCoder.of(ShardCoder.of(placement()), batch);
  }

  /** The coder of increments that go to the shards of their counters. */
  public Coder<KV<Shard, IncrementBatch>> incrementCoder() {
    return batchCoder(IncrementBatchCoder.of());
  }

  ShardExpiry expiry() {
    return new ShardExpiry(retention(), shards());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .include("expiry", expiry())
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

    abstract Builder keyAffinity(boolean keyAffinity);

    abstract Builder placement(@Nullable ShardPlacement placement);

    abstract HistorySettings build();
  }
}
