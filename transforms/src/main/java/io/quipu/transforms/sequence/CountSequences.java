package io.quipu.transforms.sequence;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.coders.ShardPlacement;
import io.quipu.transforms.coders.StepBatchCoder;
import io.quipu.transforms.history.KeepHistoriesFn;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.shards.GlobalWindowInput;
import io.quipu.transforms.shards.ShardExpiry;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

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
 * both for the retention. With a {@link PageSpill} the guarantee has no time limit. Without one, a
 * later event begins a new history.
 *
 * <p>Time: buckets follow the event's own time; expiry follows stream time. State: for each
 * customer, sequence and month a {@link io.quipu.model.sequence.History}, with a key of 16 bytes;
 * one timer for each shard.
 */
@AutoValue
public abstract class CountSequences
    extends PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  /** The name of the metric of new steps. */
  static final String METRIC = "sequence-steps";

  abstract List<SequenceDefinition> sequences();

  abstract TimeZones zones();

  abstract Duration retention();

  abstract int shards();

  abstract @Nullable PageSpill spill();

  abstract boolean keyAffinity();

  abstract @Nullable ShardPlacement placement();

  abstract Builder toBuilder();

  /**
   * Counts these sequences, in {@link Shard#DEFAULT_COUNT} shards, and keeps a month's state for 31
   * days after it.
   */
  public static CountSequences of(List<SequenceDefinition> sequences, TimeZones zones) {
    return new AutoValue_CountSequences.Builder()
        .sequences(List.copyOf(sequences))
        .zones(zones)
        .retention(Duration.standardDays(31))
        .shards(Shard.DEFAULT_COUNT)
        .keyAffinity(false)
        .build();
  }

  /** How long, in stream time, a month's state is kept after the month and its last event. */
  public CountSequences withRetention(Duration retention) {
    return toBuilder().retention(retention).build();
  }

  /**
   * The number of shards of a month's customers and counters. It must not change as long as the
   * state is used.
   */
  public CountSequences withShards(int shards) {
    return toBuilder().shards(shards).build();
  }

  /** Stores expired histories, and continues from those in the store. */
  public CountSequences withSpill(PageSpill spill) {
    return toBuilder().spill(spill).build();
  }

  /**
   * Whether to remember the times of timers in memory; see {@link
   * io.quipu.transforms.unique.CheckUniqueness#withKeyAffinity}.
   */
  public CountSequences withKeyAffinity(boolean keyAffinity) {
    return toBuilder().keyAffinity(keyAffinity).build();
  }

  /** Sets how keys tell the runner where to place shards; null to let the runner decide. */
  public CountSequences withShardPlacement(@Nullable ShardPlacement placement) {
    return toBuilder().placement(placement).build();
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(PCollection<CheckedEvent> events) {
    GlobalWindowInput.require("CountSequences", events);
    return events
        .apply("BatchSteps", ParDo.of(new BatchStepsFn(sequences(), zones(), shards())))
        .setCoder(KvCoder.of(ShardCoder.of(placement()), StepBatchCoder.of()))
        .apply(
            "KeepHistories",
            ParDo.of(
                new KeepHistoriesFn<>(
                    SequenceHistories.factory(sequences(), zones()),
                    METRIC,
                    new ShardExpiry(retention(), shards()),
                    spill(),
                    keyAffinity())))
        .setCoder(KvCoder.of(ShardCoder.of(placement()), IncrementBatchCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .include("expiry", new ShardExpiry(retention(), shards()))
        .add(
            DisplayData.item("sequences", sequences().size())
                .withLabel("How many sequences are counted"))
        .add(
            DisplayData.item("keyAffinity", keyAffinity())
                .withLabel("Whether state is remembered in memory"));
    PageSpill spill = spill();
    if (spill != null) {
      builder.include("spill", spill);
    }
    ShardPlacement placement = placement();
    if (placement != null) {
      builder.add(
          DisplayData.item("shardPlacement", placement.getClass())
              .withLabel("What tells the runner where shards go"));
    }
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder sequences(List<SequenceDefinition> sequences);

    abstract Builder zones(TimeZones zones);

    abstract Builder retention(Duration retention);

    abstract Builder shards(int shards);

    abstract Builder spill(@Nullable PageSpill spill);

    abstract Builder keyAffinity(boolean keyAffinity);

    abstract Builder placement(@Nullable ShardPlacement placement);

    abstract CountSequences build();
  }
}
