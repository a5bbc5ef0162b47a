package io.quipu.transforms.combine;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementsCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Adds up all increments of each shard, for input that has an end. It takes the place of {@link
 * CombineInFixedWindows}. The runner lifts the combine before the shuffle.
 *
 * <p>In: batches of increments by shard, in the global window. Out: for each shard one batch, with
 * one increment for each counter: its total. Memory: the counters of one shard and month.
 */
public final class SumIncrements
    extends PTransform<
        PCollection<KV<Shard, IncrementBatch>>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  private SumIncrements() {}

  public static SumIncrements create() {
    return new SumIncrements();
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(
      PCollection<KV<Shard, IncrementBatch>> batches) {
    return batches.apply("Sum", Combine.perKey(new SumFn()));
  }

  private static final class SumFn
      extends Combine.CombineFn<IncrementBatch, Increments, IncrementBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public Increments createAccumulator() {
      return new Increments();
    }

    @Override
    public Increments addInput(Increments sum, IncrementBatch batch) {
      sum.add(batch);
      return sum;
    }

    @Override
    public Increments mergeAccumulators(Iterable<Increments> sums) {
      Increments all = new Increments();
      sums.forEach(all::add);
      return all;
    }

    @Override
    public IncrementBatch extractOutput(Increments sum) {
      return sum.toBatch();
    }

    @Override
    public Coder<Increments> getAccumulatorCoder(
        CoderRegistry registry, Coder<IncrementBatch> inputCoder) {
      return IncrementsCoder.of();
    }
  }
}
