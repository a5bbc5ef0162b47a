package io.quipu.transforms.unique;

import com.google.auto.value.AutoValue;
import io.quipu.model.CheckedEvent;
import io.quipu.model.Event;
import io.quipu.model.Shard;
import io.quipu.transforms.coders.CheckedEventCoder;
import io.quipu.transforms.coders.EventBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.shards.GlobalWindows;
import io.quipu.transforms.shards.ShardExpiry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in which hour, day and month an event is its customer's first for each of its counters,
 * and leaves out an event whose id was counted before.
 *
 * <p>In: {@link Event}s in the global window. Out: a {@link CheckedEvent} for each event that is
 * counted. An event without a customer is counted and never unique; without an id it is counted as
 * often as it comes.
 *
 * <p>Guarantee: of the events of one customer, statistic and month exactly one is unique in each
 * bucket, in whatever order they arrive, as long as the month's state is kept: until the month is
 * over, and no event of that month's shard came, for the retention. With an {@link Archive} that is
 * for ever: pages go there when they expire, and come back when their customer does. Without one,
 * an event that comes later than that counts as unique again. An id is recognised within the same
 * customer, statistic and month, if fewer than {@value
 * io.quipu.model.UniquenessPage#REMEMBERED_IDS} other ids came in between. State survives restarts
 * as the runner's does.
 *
 * <p>{@link #withoutUniqueness} does the second alone: nobody is a first, and an event without an
 * id needs no state.
 *
 * <p>Time: buckets follow the event's own time, expiry follows stream time (the element's
 * timestamp).
 *
 * <p>State: one {@link io.quipu.model.UniquenessPage} for each customer, statistic and month, under
 * 16 bytes of key; one timer for each {@link Shard}. Events travel to their state in batches, one a
 * shard and bundle.
 *
 * <pre>{@code
 * PCollection<CheckedEvent> checked =
 *     events.apply("CheckUniqueness",
 *         CheckUniqueness.create().withRetention(Duration.standardDays(31)));
 * }</pre>
 */
@AutoValue
public abstract class CheckUniqueness
    extends PTransform<PCollection<Event>, PCollection<CheckedEvent>> {
  private static final long serialVersionUID = 1L;

  abstract Duration retention();

  abstract int shards();

  abstract @Nullable Archive archive();

  abstract boolean uniqueness();

  abstract boolean stickyKeys();

  abstract Builder toBuilder();

  /** Keeps a month's state for 31 days after it, in {@link Shard#DEFAULT_COUNT} shards. */
  public static CheckUniqueness create() {
    return new AutoValue_CheckUniqueness.Builder()
        .retention(Duration.standardDays(31))
        .shards(Shard.DEFAULT_COUNT)
        .uniqueness(true)
        .stickyKeys(false)
        .build();
  }

  /** How long, in stream time, a month's state is kept after the month and its last event. */
  public CheckUniqueness withRetention(Duration retention) {
    return toBuilder().retention(retention).build();
  }

  /** Into how many parts a month's customers are divided; fixed for a state's life. */
  public CheckUniqueness withShards(int shards) {
    return toBuilder().shards(shards).build();
  }

  /** Keeps pages that expire in an archive, and goes on from what is there. */
  public CheckUniqueness withArchive(Archive archive) {
    return toBuilder().archive(archive).build();
  }

  /** Only leaves out events whose id was counted before. */
  public CheckUniqueness withoutUniqueness() {
    return toBuilder().uniqueness(false).build();
  }

  /**
   * Whether pages are kept in memory too, so that those of customers who come back soon need not be
   * read from state, and it is remembered which timers are set. That takes a sixth of the heap, if
   * there are as many instances as cores.
   *
   * <p>Only for a runner on which keys are sticky: an instance of the DoFn has all of a key's
   * elements as long as it lives, and is made anew when state goes back to a checkpoint. Flink is
   * one; the DirectRunner, which gives a key to one instance after the other, is not.
   */
  public CheckUniqueness withStickyKeys(boolean stickyKeys) {
    return toBuilder().stickyKeys(stickyKeys).build();
  }

  @Override
  public PCollection<CheckedEvent> expand(PCollection<Event> events) {
    GlobalWindows.require("CheckUniqueness", events);
    ShardExpiry expiry = new ShardExpiry(retention(), shards());
    return events
        .apply("BatchByShard", ParDo.of(new BatchEventsFn(shards(), uniqueness())))
        .setCoder(KvCoder.of(ShardCoder.of(), EventBatchCoder.of()))
        .apply(
            "Check", ParDo.of(new CheckUniquenessFn(expiry, archive(), uniqueness(), stickyKeys())))
        .setCoder(CheckedEventCoder.of());
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder retention(Duration retention);

    abstract Builder shards(int shards);

    abstract Builder archive(@Nullable Archive archive);

    abstract Builder uniqueness(boolean uniqueness);

    abstract Builder stickyKeys(boolean stickyKeys);

    abstract CheckUniqueness build();
  }
}
