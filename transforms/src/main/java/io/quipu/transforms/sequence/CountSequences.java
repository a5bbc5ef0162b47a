package io.quipu.transforms.sequence;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.StepBatchCoder;
import io.quipu.transforms.history.HistorySettings;
import io.quipu.transforms.history.KeepHistoriesFn;
import io.quipu.transforms.shards.GlobalWindowInput;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds sequences in the events of each customer, and counts them.
 *
 * <p>In: {@link CheckedEvent}s in the global window. Events without a customer are no steps. Out:
 * for each bundle and {@link Shard} of counters one {@link IncrementBatch}. Its numbers can be
 * negative, because a late event can take back what was counted.
 *
 * <p>Guarantee: all increments of a counter add up to {@link
 * io.quipu.model.sequence.SequenceCounts} of the set of its events, in any order of arrival. An
 * event counts once, however often it comes. State is kept as that of {@link
 * io.quipu.transforms.unique.CheckUniqueness}: until the month is over and its shard had no event,
 * both for the retention. With a {@link io.quipu.transforms.pages.PageSpill} the guarantee has no
 * time limit. Without one, a later event begins a new history.
 *
 * <p>Time: buckets follow the event's own time; expiry follows stream time. State: for each
 * customer, sequence and month a {@link io.quipu.model.sequence.History}, with a key of 16 bytes;
 * one timer for each shard.
 */
public final class CountSequences
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  /** The name of the metric of new steps. */
  static final String METRIC = "sequence-steps";

  private final List<SequenceDefinition> sequences;
  private final TimeZones zones;
  private final HistorySettings settings;

  private CountSequences(
      List<SequenceDefinition> sequences, TimeZones zones, HistorySettings settings) {
    this.sequences = List.copyOf(sequences);
    this.zones = zones;
    this.settings = settings;
  }

  /** Counts these sequences. */
  public static CountSequences of(
      List<SequenceDefinition> sequences, TimeZones zones, HistorySettings settings) {
    return new CountSequences(sequences, zones, settings);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    GlobalWindowInput.require("CountSequences", events);
    return events
        .apply("BatchSteps", ParDo.of(new BatchStepsFn(sequences, zones, settings.shards())))
        .setCoder(settings.batchCoder(StepBatchCoder.of()))
        .apply(
            "KeepHistories",
            ParDo.of(
                new KeepHistoriesFn<>(
                    SequenceHistories.factory(sequences, zones), METRIC, settings)))
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
