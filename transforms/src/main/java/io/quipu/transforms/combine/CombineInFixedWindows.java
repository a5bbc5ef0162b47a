package io.quipu.transforms.combine;

import com.google.auto.value.AutoValue;
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
import org.joda.time.Duration;

/**
 * Merges the increments of each shard in fixed windows of processing time, staggered by shard, so
 * that a counter's total is read and written once a window, not once a bundle.
 *
 * <p>In: batches of increments by shard, in the global window. Out: for each shard and window one
 * merged batch, when the window ends, with that time; or when the input does.
 *
 * <p>Guarantee: whatever goes in comes out, once, and nothing is late. A shard that gathers much is
 * given out early, so memory stays bounded.
 *
 * <p>Time: windows end by the worker's clock. As long as more comes, a batch that is behind it (by
 * its timestamp) may stay for several windows: for an eighth of that time, 8 seconds at most.
 * Results do not depend on either. State: the batches of the windows that are open, a timer for
 * each shard and open window, and one for each shard at the end of time.
 */
@AutoValue
public abstract class CombineInFixedWindows
    extends PTransform<
        PCollection<KV<Shard, IncrementBatch>>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  abstract Duration size();

  abstract boolean stickyKeys();

  /**
   * Windows of this size.
   *
   * @throws IllegalArgumentException if it is shorter than a millisecond
   */
  public static CombineInFixedWindows of(Duration size) {
    if (size.getMillis() < 1) {
      throw new IllegalArgumentException(
          "The windows' size is " + size + "; it must be a millisecond or longer.");
    }
    return new AutoValue_CombineInFixedWindows(size, false);
  }

  /**
   * Whether it is remembered which timers are set, on a runner as {@link
   * io.quipu.transforms.unique.CheckUniqueness#withStickyKeys} asks for.
   */
  public CombineInFixedWindows withStickyKeys(boolean stickyKeys) {
    return new AutoValue_CombineInFixedWindows(size(), stickyKeys);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(
      PCollection<KV<Shard, IncrementBatch>> batches) {
    GlobalWindows.require("CombineInFixedWindows", batches);
    return batches
        .apply("Merge", ParDo.of(new MergeFn(new StaggeredWindows(size()), stickyKeys())))
        .setCoder(KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of()));
  }
}
