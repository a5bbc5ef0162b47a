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
 * Merges the increments of each shard in fixed windows of stream time, staggered by shard, so that
 * a counter's total is read and written once a window, not once a bundle.
 *
 * <p>In: batches of increments by shard, in the global window. Out: for each shard and window one
 * merged batch, when the watermark passes the window's end.
 *
 * <p>Guarantee: whatever goes in comes out, once. Unlike Beam's own windows these have no lateness:
 * a batch behind the watermark comes out at once, and none is ever dropped; a batch of the next
 * window that is there already goes along. A shard that gathers much while the watermark stands, as
 * it does in a backfill, is given out early, so memory stays bounded.
 *
 * <p>Time: the element's timestamp; results do not depend on it. State: the batches of the windows
 * that are open, and a timer for each shard and open window.
 */
@AutoValue
public abstract class CombineInFixedWindows
    extends PTransform<
        PCollection<KV<Shard, IncrementBatch>>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  abstract Duration size();

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
    return new AutoValue_CombineInFixedWindows(size);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(
      PCollection<KV<Shard, IncrementBatch>> batches) {
    GlobalWindows.require("CombineInFixedWindows", batches);
    return batches
        .apply("Merge", ParDo.of(new MergeFn(new StaggeredWindows(size()))))
        .setCoder(KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of()));
  }
}
