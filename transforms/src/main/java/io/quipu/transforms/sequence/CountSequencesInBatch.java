package io.quipu.transforms.sequence;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.coders.StepBatchCoder;
import io.quipu.transforms.pages.PageSpill;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Counts sequences as {@link CountSequences} does, but for input that has an end: it groups all
 * steps of a shard and month, and has no state and no timers.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Out: what each group adds to the counters of
 * each shard. Guarantee: the totals are those of {@link CountSequences}. Memory: the steps of one
 * shard and month; more shards need less.
 *
 * <p>{@link #storingPages} also stores each history, so that a job can continue from them.
 */
public final class CountSequencesInBatch
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  private final List<SequenceDefinition> sequences;
  private final TimeZones zones;
  private final int shards;
  private final @Nullable PageSpill spill;
  private final @Nullable ShardPlacement placement;

  private CountSequencesInBatch(
      List<SequenceDefinition> sequences,
      TimeZones zones,
      int shards,
      @Nullable PageSpill spill,
      @Nullable ShardPlacement placement) {
    this.sequences = List.copyOf(sequences);
    this.zones = zones;
    this.shards = shards;
    this.spill = spill;
    this.placement = placement;
  }

  /** Counts these sequences in so many shards a month. */
  public static CountSequencesInBatch of(
      List<SequenceDefinition> sequences, TimeZones zones, int shards) {
    return new CountSequencesInBatch(sequences, zones, shards, null, null);
  }

  /** Stores each history when its group is done. */
  public CountSequencesInBatch storingPages(PageSpill pages) {
    return new CountSequencesInBatch(sequences, zones, shards, pages, placement);
  }

  /**
   * Sets how keys tell the runner where to place shards, as for the fan-out that it joins; null to
   * let the runner decide.
   */
  public CountSequencesInBatch withShardPlacement(@Nullable ShardPlacement where) {
    return new CountSequencesInBatch(sequences, zones, shards, spill, where);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    return events
        .apply("BatchSteps", ParDo.of(new BatchStepsFn(sequences, zones, shards)))
        .setCoder(KvCoder.of(ShardCoder.of(), StepBatchCoder.of()))
        .apply("Group", GroupByKey.create())
        .apply("Count", ParDo.of(new CountGroupFn(sequences, zones, shards, spill)))
        .setCoder(KvCoder.of(ShardCoder.of(placement), IncrementBatchCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("sequences", sequences.size())
                .withLabel("How many sequences are counted"))
        .add(DisplayData.item("shards", shards).withLabel("Shards of each month"));
    if (spill != null) {
      builder.include("spill", spill);
    }
  }
}
