package io.quipu.transforms.combine;

import com.google.auto.value.AutoValue;
import io.quipu.model.counter.IncrementBatch;
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
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Merges the increments of each shard in fixed windows of processing time. The windows are
 * staggered by shard. While the pipeline catches up, they stretch to an eighth of the lag, at most
 * 8 seconds.
 *
 * <p>So a counter's total is read and written once per window, not once per bundle. These windows
 * are not Beam's {@link org.apache.beam.sdk.transforms.windowing.FixedWindows}: they follow the
 * worker's clock, not event time, and they do not choose the bucket of an event.
 *
 * <p>In: batches of increments by shard, in the global window. Out: one merged batch for each shard
 * and window, when the window or the input ends, with the worker's clock as its timestamp. Stream
 * time does not pass a batch that waits.
 *
 * <p>Guarantee: each increment that goes in comes out once, and none is late. A shard that holds
 * more than 1 MiB is output before its window ends, so memory stays bounded. The results do not
 * depend on the windows.
 *
 * <p>Time: a window ends by the worker's clock. The lag is the time from a batch's timestamp to the
 * clock. A batch with lag waits for later windows only as long as more batches come: after 500 ms
 * without input, the shard is output at the next window end.
 *
 * <p>State: the batches of the open windows, a timer for each shard and open window, and one timer
 * for each shard at the end of the input.
 *
 * <pre>{@code
 * PCollection<KV<Shard, IncrementBatch>> merged =
 *     batches.apply("Combine", CombineInFixedWindows.of(Duration.standardSeconds(1)));
 * }</pre>
 */
@AutoValue
public abstract class CombineInFixedWindows
    extends PTransform<
        PCollection<KV<Shard, IncrementBatch>>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  abstract Duration size();

  abstract boolean keyAffinity();

  abstract @Nullable ShardPlacement placement();

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
    return new AutoValue_CombineInFixedWindows(size, false, null);
  }

  /**
   * Whether to remember in memory which timers are set. The runner must have key affinity, as
   * {@link io.quipu.transforms.unique.CheckUniqueness#withKeyAffinity} explains. The default is
   * false.
   */
  public CombineInFixedWindows withKeyAffinity(boolean keyAffinity) {
    return new AutoValue_CombineInFixedWindows(size(), keyAffinity, placement());
  }

  /** Sets how keys tell the runner where to place shards; null to let the runner decide. */
  public CombineInFixedWindows withShardPlacement(@Nullable ShardPlacement placement) {
    return new AutoValue_CombineInFixedWindows(size(), keyAffinity(), placement);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(
      PCollection<KV<Shard, IncrementBatch>> batches) {
    GlobalWindowInput.require("CombineInFixedWindows", batches);
    return batches
        .apply("Merge", ParDo.of(new MergeFn(new StaggeredWindows(size()), keyAffinity())))
        .setCoder(KvCoder.of(ShardCoder.of(placement()), IncrementBatchCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("size", size()).withLabel("Window size in processing time"))
        .add(
            DisplayData.item("longestWait", Duration.millis(MergeFn.MAX_WAIT_MS))
                .withLabel("Longest wait while the pipeline catches up"))
        .add(
            DisplayData.item("keyAffinity", keyAffinity())
                .withLabel("Whether set timers are remembered in memory"));
    ShardPlacement placement = placement();
    if (placement != null) {
      builder.add(
          DisplayData.item("shardPlacement", placement.getClass())
              .withLabel("What tells the runner where shards go"));
    }
  }
}
