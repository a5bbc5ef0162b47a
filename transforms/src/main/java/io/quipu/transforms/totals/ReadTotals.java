package io.quipu.transforms.totals;

import com.google.auto.value.AutoValue;
import io.quipu.model.CountRow;
import io.quipu.model.IncrementBatch;
import io.quipu.model.Shard;
import io.quipu.model.TimeZones;
import io.quipu.transforms.coders.CountRowCoder;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.shards.GlobalWindows;
import io.quipu.transforms.shards.ShardExpiry;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Adds increments to the totals of their counters, and gives the rows that changed, with their
 * final numbers.
 *
 * <p>In: batches of increments by shard, in the global window. Out: {@link CountRow}s of the
 * changed hours, of their days and of the month, in the resolutions that the statistic has.
 *
 * <p>Guarantee: a row is the sum of all increments that ever came for its bucket, in whatever
 * order. With {@link #withStoredTotals} that includes what earlier jobs stored: a counter that has
 * no page in state is first read from there if its month is before the horizon, or from the archive
 * if its page may have expired. Later months are known to be new and cost no read. A crash between
 * a read and the next checkpoint does no harm: what was taken over is found again.
 *
 * <p>Time: state expires by stream time (the element's timestamp). State: one {@link
 * io.quipu.model.TotalsPage} for each counter and month, under 16 bytes of key: about 10 bytes for
 * each hour in which something happened; one timer a shard. With stored totals a page goes when its
 * month is over, and nothing came for its shard, for the retention; without them it stays, as there
 * would be nothing to go on from.
 *
 * <pre>{@code
 * PCollection<CountRow> rows =
 *     batches.apply("ReadTotals",
 *         ReadTotals.of(timeZones).withStoredTotals(stored, archive));
 * }</pre>
 */
@AutoValue
public abstract class ReadTotals
    extends PTransform<PCollection<KV<Shard, IncrementBatch>>, PCollection<CountRow>> {
  private static final long serialVersionUID = 1L;

  abstract TimeZones zones();

  abstract @Nullable Hydration hydration();

  abstract boolean stickyKeys();

  /** Where totals that state lacks come from, and when. */
  record Hydration(StoredTotals stored, @Nullable Archive archive, ShardExpiry expiry)
      implements Serializable {}

  /** Totals in the buckets of these time zones, that start from zero and never expire. */
  public static ReadTotals of(TimeZones zones) {
    return new AutoValue_ReadTotals(zones, null, false);
  }

  /** Goes on from stored totals, with a retention of 31 days and the default number of shards. */
  public ReadTotals withStoredTotals(StoredTotals stored, Archive archive) {
    return withStoredTotals(stored, archive, Duration.standardDays(31), Shard.DEFAULT_COUNT);
  }

  /**
   * Goes on from stored totals.
   *
   * @param stored what earlier lineages have counted of months before the archive's horizon
   * @param archive where pages go that expire
   * @param retention how long, in stream time, a month's pages are kept after it and after the last
   *     increment of their shard; a month that comes later is read again
   * @param shards as in the stage that made the batches
   */
  public ReadTotals withStoredTotals(
      StoredTotals stored, Archive archive, Duration retention, int shards) {
    return with(new Hydration(stored, archive, new ShardExpiry(retention, shards)));
  }

  /**
   * Goes on from what stands in the store whenever state has nothing of a counter: for a job whose
   * state is lost when it fails. What it had read and not yet written by then is lost too.
   *
   * @param retention as for {@link #withStoredTotals(StoredTotals, Archive, Duration, int)}
   * @param shards as in the stage that made the batches
   */
  public ReadTotals alwaysFrom(StoredTotals stored, Duration retention, int shards) {
    return with(new Hydration(stored, null, new ShardExpiry(retention, shards)));
  }

  private ReadTotals with(Hydration hydration) {
    return new AutoValue_ReadTotals(zones(), hydration, stickyKeys());
  }

  /**
   * Whether it is remembered which timers are set, on a runner as {@link
   * io.quipu.transforms.unique.CheckUniqueness#withStickyKeys} asks for.
   */
  public ReadTotals withStickyKeys(boolean stickyKeys) {
    return new AutoValue_ReadTotals(zones(), hydration(), stickyKeys);
  }

  @Override
  public PCollection<CountRow> expand(PCollection<KV<Shard, IncrementBatch>> batches) {
    GlobalWindows.require("ReadTotals", batches);
    return batches
        .apply("Add", ParDo.of(new ReadTotalsFn(zones(), hydration(), stickyKeys())))
        .setCoder(CountRowCoder.of());
  }
}
