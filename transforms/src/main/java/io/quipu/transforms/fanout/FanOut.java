package io.quipu.transforms.fanout;

import com.google.auto.value.AutoValue;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.shards.GlobalWindowInput;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each event to its counters, and adds up in memory what a bundle of events adds to each
 * counter. So the combine is lifted before the shuffle, also on runners that do not lift a Beam
 * {@code Combine} in streaming.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Out: for each bundle and {@link Shard} one
 * {@link IncrementBatch}, whose increments have hours only; days and months follow from them.
 *
 * <p>Guarantee: each event is in exactly one batch of each of its counters. With {@link
 * #byCustomer} these are the counters of its customer, which must be known. Time: a batch has the
 * timestamp of the latest event before it. State: none; a bundle outputs its increments early at
 * {@value FanOutFn#MAX_COUNTERS} counters, so its memory is bounded.
 */
@AutoValue
public abstract class FanOut
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  abstract int shards();

  abstract boolean customers();

  abstract @Nullable ShardPlacement placement();

  /** Fans out to {@link Shard#DEFAULT_COUNT} shards. */
  public static FanOut create() {
    return new AutoValue_FanOut(Shard.DEFAULT_COUNT, false, null);
  }

  /**
   * The number of shards of a month's counters. It must not change as long as the totals' state is
   * used.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public FanOut withShards(int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException(
          "There are " + shards + " shards; there must be 1 or more.");
    }
    return new AutoValue_FanOut(shards, customers(), placement());
  }

  /**
   * Counts each event for its customer, not for the company as a whole. All counters of a customer
   * and statistic are in one shard. Every event must have a customer: see {@link KeepCustomers}.
   */
  public FanOut byCustomer() {
    return new AutoValue_FanOut(shards(), true, placement());
  }

  /** Sets how keys tell the runner where to place shards; null to let the runner decide. */
  public FanOut withShardPlacement(@Nullable ShardPlacement placement) {
    return new AutoValue_FanOut(shards(), customers(), placement);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    GlobalWindowInput.require("FanOut", events);
    return events
        .apply("LiftCombine", ParDo.of(new FanOutFn(shards(), customers())))
        .setCoder(KvCoder.of(ShardCoder.of(placement()), IncrementBatchCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("shards", shards()).withLabel("Shards of each month"))
        .add(
            DisplayData.item("byCustomer", customers())
                .withLabel("Whether events count for their customers"));
    ShardPlacement placement = placement();
    if (placement != null) {
      builder.add(
          DisplayData.item("shardPlacement", placement.getClass())
              .withLabel("What tells the runner where shards go"));
    }
  }
}
