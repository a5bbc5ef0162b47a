package io.quipu.transforms.sequence;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.StepBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.StepBatchCoder;
import io.quipu.transforms.history.CountGroupFn;
import io.quipu.transforms.history.HistorySettings;
import java.util.List;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts sequences as {@link CountSequences} does, but for input that has an end: it groups all
 * steps of a shard and month, and has no state and no timers.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Out: what each group adds to the counters of
 * each shard. Guarantee: the totals are those of {@link CountSequences}. Memory: the steps of one
 * shard and month; more shards need less.
 *
 * <p>With a spill it also stores each history, so that a job can continue from them.
 */
public final class CountSequencesInBatch
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  private final List<SequenceDefinition> sequences;
  private final TimeZones zones;
  private final HistorySettings settings;

  private CountSequencesInBatch(
      List<SequenceDefinition> sequences, TimeZones zones, HistorySettings settings) {
    this.sequences = List.copyOf(sequences);
    this.zones = zones;
    this.settings = settings;
  }

  /** Counts these sequences. */
  public static CountSequencesInBatch of(
      List<SequenceDefinition> sequences, TimeZones zones, HistorySettings settings) {
    return new CountSequencesInBatch(sequences, zones, settings);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    return events
        .apply("BatchSteps", ParDo.of(new BatchStepsFn(sequences, zones, settings.shards())))
        .setCoder(settings.batchCoder(StepBatchCoder.of()))
        .apply("Group", GroupByKey.create())
        .apply(
            "Count",
            ParDo.of(
                new CountGroupFn<StepBatch>(
                    SequenceHistories.factory(sequences, zones), CountSequences.METRIC, settings)))
        .setCoder(settings.incrementCoder());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("sequences", sequences.size())
                .withLabel("How many sequences are counted"))
        .delegate(settings);
  }
}
