package io.quipu.transforms.totals;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.journal.ShardJournal;
import io.quipu.transforms.journal.WakeShards;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.shards.GlobalWindowInput;
import io.quipu.transforms.shards.ShardExpiry;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Adds increments to the totals of their counters, and outputs each changed row with its new total.
 *
 * <p>In: batches of increments by shard, in the global window. Out: {@link CountRow}s of the
 * changed hours, their days and the month, in the statistic's resolutions.
 *
 * <p>Guarantee: a row is the sum of all increments that ever came for its bucket, in any order.
 * With {@link #withStoredTotals} the sum includes the totals that earlier jobs stored. A counter
 * without a page in state is then read from the stored totals if its month is before the horizon.
 * It is read from the spilled pages if its page may have expired. Other months are new and cost no
 * read. After a crash between a read and the next checkpoint, the job finds the same stored total
 * again.
 *
 * <p>With {@link #withJournal} the stored rows follow the state, also after a job has gone back to
 * a checkpoint: rows of the lost attempt that the state does not have are corrected or removed. A
 * row with nothing counted means that the stored row must go.
 *
 * <p>Time: state expires by stream time: the latest timestamp of the shard's batches, or the
 * watermark if the runner reports it and it is later.
 *
 * <p>State: one {@link io.quipu.model.state.TotalsPage} for each counter and month, with a key of
 * 16 bytes and about 10 bytes for each hour that has events, and 16 bytes in an index; one timer
 * for each shard. With stored totals a page leaves state after its month is over and its shard had
 * no batch, both for the retention, as {@link io.quipu.transforms.pages.PageExpiry} says. Without
 * stored totals a page stays in state forever, because the total could not be read again.
 *
 * <pre>{@code
 * PCollection<CountRow> rows =
 *     batches.apply("AccumulateTotals",
 *         AccumulateTotals.of(timeZones).withStoredTotals(stored, spill));
 * }</pre>
 */
@AutoValue
public abstract class AccumulateTotals
    extends PTransform<PCollection<KV<Shard, IncrementBatch>>, PCollection<CountRow>> {
  private static final long serialVersionUID = 1L;

  abstract TimeZones zones();

  abstract @Nullable Bootstrap bootstrap();

  abstract boolean keyAffinity();

  abstract long owner();

  abstract @Nullable ShardJournal journal();

  /** Where to read totals that are not in state, and when state expires. */
  record Bootstrap(StoredTotals stored, @Nullable PageSpill spill, ShardExpiry expiry)
      implements Serializable {}

  /** Totals in the buckets of these time zones. They start from zero and never expire. */
  public static AccumulateTotals of(TimeZones zones) {
    return new AutoValue_AccumulateTotals(zones, null, false, 0, null);
  }

  /** Continues from stored totals, with a retention of 31 days and the default number of shards. */
  public AccumulateTotals withStoredTotals(StoredTotals stored, PageSpill spill) {
    return withStoredTotals(stored, spill, Duration.standardDays(31), Shard.DEFAULT_COUNT);
  }

  /**
   * Continues from stored totals.
   *
   * @param stored what earlier incarnations have counted in months before the spill's horizon
   * @param spill where expired pages are stored
   * @param retention how long, in stream time, pages are kept after their month and after the last
   *     increment of their shard; later increments read the pages again
   * @param shards as in the stage that made the batches
   */
  public AccumulateTotals withStoredTotals(
      StoredTotals stored, PageSpill spill, Duration retention, int shards) {
    return with(new Bootstrap(stored, spill, new ShardExpiry(retention, shards)));
  }

  /**
   * Continues from the store whenever a counter has no page in state, for a job that loses its
   * state when it fails. It then also loses what it had read and not yet written.
   *
   * @param retention as for {@link #withStoredTotals(StoredTotals, PageSpill, Duration, int)}
   * @param shards as in the stage that made the batches
   */
  public AccumulateTotals alwaysFrom(StoredTotals stored, Duration retention, int shards) {
    return with(new Bootstrap(stored, null, new ShardExpiry(retention, shards)));
  }

  private AccumulateTotals with(Bootstrap bootstrap) {
    return new AutoValue_AccumulateTotals(zones(), bootstrap, keyAffinity(), owner(), journal());
  }

  /**
   * Whether to cache the times of timers in memory. The runner must have key affinity, as {@link
   * io.quipu.transforms.unique.CheckUniqueness#withKeyAffinity} explains. The default is false.
   */
  public AccumulateTotals withKeyAffinity(boolean keyAffinity) {
    return new AutoValue_AccumulateTotals(zones(), bootstrap(), keyAffinity, owner(), journal());
  }

  /** Sets the number of the owner of all rows, for a job without a journal. */
  public AccumulateTotals ownedBy(long number) {
    return new AutoValue_AccumulateTotals(zones(), bootstrap(), keyAffinity(), number, null);
  }

  /**
   * Notes in a journal which rows are about to change, and gives each attempt a higher owner.
   *
   * <p>It is for a runner that restores state from a checkpoint after it has output later rows. The
   * timestamp of a batch must not be before that of its increments, and stream time must not pass
   * increments that wait, as in {@link io.quipu.transforms.combine.CombineInFixedWindows}. It needs
   * {@link #withStoredTotals} and {@link #withKeyAffinity key affinity}.
   */
  public AccumulateTotals withJournal(ShardJournal journal) {
    return new AutoValue_AccumulateTotals(zones(), bootstrap(), keyAffinity(), 0, journal);
  }

  @Override
  public PCollection<CountRow> expand(PCollection<KV<Shard, IncrementBatch>> batches) {
    GlobalWindowInput.require("AccumulateTotals", batches);
    ShardJournal journal = journal();
    Bootstrap bootstrap = bootstrap();
    if (journal == null) {
      return batches.apply("Add", ParDo.of(new AccumulateTotalsFn(this)));
    }
    if (bootstrap == null || !keyAffinity()) {
      throw new IllegalStateException(
          "A journal needs stored totals and key affinity; call withStoredTotals and"
              + " withKeyAffinity too.");
    }
    return batches
        .apply("WakeShards", WakeShards.of(journal, bootstrap.expiry().shards()))
        .apply("Add", ParDo.of(new AccumulateTotalsFn(this)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("timeZone", zones().defaultZone().getId())
                .withLabel("Time zone of companies without their own"))
        .add(
            DisplayData.item("keyAffinity", keyAffinity())
                .withLabel("Whether set timers are remembered in memory"))
        .add(
            DisplayData.item("hasJournal", journal() != null)
                .withLabel("Whether rows of a lost attempt are corrected"));
    Bootstrap bootstrap = bootstrap();
    if (bootstrap != null) {
      builder
          .include("expiry", bootstrap.expiry())
          .add(
              DisplayData.item("storedTotals", bootstrap.stored().getClass())
                  .withLabel("Where totals of earlier jobs are read"));
      if (bootstrap.spill() != null) {
        builder.include("spill", bootstrap.spill());
      }
    }
  }
}
