package io.quipu.transforms.totals;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
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
 * Adds increments to the totals of their counters, and gives the rows that changed, with their
 * final numbers.
 *
 * <p>In: batches of increments by shard, in the global window. Out: {@link CountRow}s of the
 * changed hours, of their days and of the month, in the resolutions that the statistic has.
 *
 * <p>Guarantee: a row is the sum of all increments that ever came for its bucket, in whatever
 * order. With {@link #withStoredTotals} that includes what earlier jobs stored: a counter that has
 * no page in state is first read from there if its month is before the horizon, or from the spilled
 * pages if its page may have expired. Later months are known to be new and cost no read. A crash
 * between a read and the next checkpoint does no harm: what was taken over is found again.
 *
 * <p>Time: state expires by stream time: the latest timestamp of the shard's batches, or the
 * watermark if the runner tells it and it is later. State: one {@link
 * io.quipu.model.state.TotalsPage} for each counter and month, under 16 bytes of key: about 10
 * bytes for each hour in which something happened; one timer a shard. With stored totals a page
 * goes when its month is over, and nothing came for its shard, for the retention; without them it
 * stays, as there would be nothing to go on from.
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

  /** Where totals that state lacks come from, and when. */
  record Bootstrap(StoredTotals stored, @Nullable PageSpill spill, ShardExpiry expiry)
      implements Serializable {}

  /** Totals in the buckets of these time zones, that start from zero and never expire. */
  public static AccumulateTotals of(TimeZones zones) {
    return new AutoValue_AccumulateTotals(zones, null, false);
  }

  /** Goes on from stored totals, with a retention of 31 days and the default number of shards. */
  public AccumulateTotals withStoredTotals(StoredTotals stored, PageSpill spill) {
    return withStoredTotals(stored, spill, Duration.standardDays(31), Shard.DEFAULT_COUNT);
  }

  /**
   * Goes on from stored totals.
   *
   * @param stored what earlier incarnations have counted of months before the spill's horizon
   * @param spill where pages go that expire
   * @param retention how long, in stream time, a month's pages are kept after it and after the last
   *     increment of their shard; a month that comes later is read again
   * @param shards as in the stage that made the batches
   */
  public AccumulateTotals withStoredTotals(
      StoredTotals stored, PageSpill spill, Duration retention, int shards) {
    return with(new Bootstrap(stored, spill, new ShardExpiry(retention, shards)));
  }

  /**
   * Goes on from what stands in the store whenever state has nothing of a counter: for a job whose
   * state is lost when it fails. What it had read and not yet written by then is lost too.
   *
   * @param retention as for {@link #withStoredTotals(StoredTotals, PageSpill, Duration, int)}
   * @param shards as in the stage that made the batches
   */
  public AccumulateTotals alwaysFrom(StoredTotals stored, Duration retention, int shards) {
    return with(new Bootstrap(stored, null, new ShardExpiry(retention, shards)));
  }

  private AccumulateTotals with(Bootstrap bootstrap) {
    return new AutoValue_AccumulateTotals(zones(), bootstrap, keyAffinity());
  }

  /**
   * Whether the times of timers are remembered in memory, on a runner as {@link
   * io.quipu.transforms.unique.CheckUniqueness#withKeyAffinity} asks for. The default is false.
   */
  public AccumulateTotals withKeyAffinity(boolean keyAffinity) {
    return new AutoValue_AccumulateTotals(zones(), bootstrap(), keyAffinity);
  }

  @Override
  public PCollection<CountRow> expand(PCollection<KV<Shard, IncrementBatch>> batches) {
    GlobalWindowInput.require("AccumulateTotals", batches);
    return batches.apply(
        "Add", ParDo.of(new AccumulateTotalsFn(zones(), bootstrap(), keyAffinity())));
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
                .withLabel("Whether set timers are remembered in memory"));
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
