package io.quipu.transforms.fanout;

import com.google.auto.value.AutoValue;
import io.quipu.model.CheckedEvent;
import io.quipu.model.IncrementBatch;
import io.quipu.model.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.shards.GlobalWindows;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Fans each event out to its counters, and adds up in memory what a bundle of events does to each
 * of them: the combine is lifted before the shuffle, which Beam's Flink runner does not do in
 * streaming.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Out: for each bundle and {@link Shard} one
 * {@link IncrementBatch}, whose increments have hours only; days and months follow from them.
 *
 * <p>Guarantee: each event is in one batch of each of its counters; {@link #byCustomer} those of
 * its customer, who must be known. Time: a batch has the timestamp of the latest event before it.
 * State: none; what a bundle holds in memory is bounded, as it is given out early beyond {@value
 * FanOutFn#MAX_COUNTERS} counters.
 */
@AutoValue
public abstract class FanOut
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  abstract int shards();

  abstract boolean customers();

  /** Fans out to {@link Shard#DEFAULT_COUNT} shards. */
  public static FanOut create() {
    return new AutoValue_FanOut(Shard.DEFAULT_COUNT, false);
  }

  /**
   * Into how many parts a month's counters are divided; fixed for the life of the totals' state.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public FanOut withShards(int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException(
          "There are " + shards + " shards; there must be 1 or more.");
    }
    return new AutoValue_FanOut(shards, customers());
  }

  /**
   * Counts each event for its customer, not for the company as a whole. All counters of a customer
   * and statistic are in one shard. Every event must have a customer: see {@link KeepCustomers}.
   */
  public FanOut byCustomer() {
    return new AutoValue_FanOut(shards(), true);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    GlobalWindows.require("FanOut", events);
    return events
        .apply("LiftCombine", ParDo.of(new FanOutFn(shards(), customers())))
        .setCoder(KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of()));
  }
}
