package io.quipu.transforms.unique;

import com.google.auto.value.AutoValue;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.transforms.coders.EventBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.pages.PageSpill;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what each event is unique in, as {@link CheckUniqueness} does, but for input that has
 * an end: it groups all events of a shard and month, and has no state and no timers. So it runs on
 * every runner of batch pipelines.
 *
 * <p>In: {@link Event}s in the global window. Out: a {@link CheckedEvent} for each event that is
 * counted.
 *
 * <p>Guarantee: the totals of all events are those of {@link CheckUniqueness}. Which of two events
 * with the same id is counted is not defined. Time: the event's own. Memory: the pages of one shard
 * and month, about 100 bytes for each customer; more shards need less.
 *
 * <p>{@link #storingPages} also stores each page, so that a job can continue from them.
 */
@AutoValue
public abstract class CheckUniquenessInBatch
    extends PTransform<PCollection<Event>, PCollection<CheckedEvent>> {
  private static final long serialVersionUID = 1L;

  abstract int shards();

  abstract @Nullable PageSpill spill();

  abstract boolean uniqueness();

  /** Groups into this many shards a month. */
  public static CheckUniquenessInBatch of(int shards) {
    return new AutoValue_CheckUniquenessInBatch(shards, null, true);
  }

  /** Stores each page when its group is done. */
  public CheckUniquenessInBatch storingPages(PageSpill spill) {
    return new AutoValue_CheckUniquenessInBatch(shards(), spill, uniqueness());
  }

  /** Only drops events whose id was counted. */
  public CheckUniquenessInBatch withoutUniqueness() {
    return new AutoValue_CheckUniquenessInBatch(shards(), spill(), false);
  }

  @Override
  public PCollection<CheckedEvent> expand(PCollection<Event> events) {
    return events
        .apply("BatchByShard", ParDo.of(new BatchEventsFn(shards(), uniqueness())))
        .setCoder(KvCoder.of(ShardCoder.of(), EventBatchCoder.of()))
        .apply("Group", GroupByKey.create())
        .apply("Check", ParDo.of(new CheckGroupFn(spill(), uniqueness())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("shards", shards()).withLabel("Shards of each month"))
        .add(
            DisplayData.item("uniqueness", uniqueness())
                .withLabel("Whether different customers are counted"));
    PageSpill spill = spill();
    if (spill != null) {
      builder.include("spill", spill);
    }
  }
}
