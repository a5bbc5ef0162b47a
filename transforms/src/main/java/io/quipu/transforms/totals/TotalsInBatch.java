package io.quipu.transforms.totals;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.Shard;
import io.quipu.model.state.TotalsPage;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Turns the totals of a shard's counters into rows, for input that has an end. It takes the place
 * of {@link AccumulateTotals}.
 *
 * <p>In: for each shard one batch, whose increments are the totals of their counters. Out: each
 * {@link CountRow} of the counters once, in the statistic's resolutions. State: none.
 *
 * <p>{@link #storingPages} also stores the totals as pages, so that a job can continue from them.
 */
public final class TotalsInBatch
    extends PTransform<PCollection<KV<Shard, IncrementBatch>>, PCollection<CountRow>> {
  private static final long serialVersionUID = 1L;

  private final TimeZones zones;
  private final @Nullable PageSpill spill;
  private final long owner;

  private TotalsInBatch(TimeZones zones, @Nullable PageSpill spill, long owner) {
    this.zones = zones;
    this.spill = spill;
    this.owner = owner;
  }

  /** Rows in the buckets of these time zones, of owner 0. */
  public static TotalsInBatch of(TimeZones zones) {
    return new TotalsInBatch(zones, null, 0);
  }

  /** Stores the totals of each counter as a page. */
  public TotalsInBatch storingPages(PageSpill pages) {
    return new TotalsInBatch(zones, pages, owner);
  }

  /** Sets the number of the owner of the rows. */
  public TotalsInBatch ownedBy(long number) {
    return new TotalsInBatch(zones, spill, number);
  }

  @Override
  public PCollection<CountRow> expand(PCollection<KV<Shard, IncrementBatch>> totals) {
    return totals.apply("Rows", ParDo.of(new TotalsFn(zones, spill, owner)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("timeZone", zones.defaultZone().getId())
            .withLabel("Time zone of companies without their own"));
    if (spill != null) {
      builder.include("spill", spill);
    }
  }

  static final class TotalsFn extends DoFn<KV<Shard, IncrementBatch>, CountRow> {
    private static final long serialVersionUID = 1L;

    private final TimeZones zones;
    private final @Nullable PageSpill spill;
    private final long owner;
    private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
    private transient Calendars calendars;
    private transient @Nullable SpilledPages spilledPages;

    TotalsFn(TimeZones zones, @Nullable PageSpill spill, long owner) {
      this.zones = zones;
      this.spill = spill;
      this.owner = owner;
      this.calendars = new Calendars(zones);
    }

    @Setup
    public void setup() throws InterruptedException {
      calendars = new Calendars(zones);
      spilledPages = spill == null ? null : SpilledPages.open(spill);
    }

    @ProcessElement
    public void process(@Element KV<Shard, IncrementBatch> totals, OutputReceiver<CountRow> out)
        throws InterruptedException {
      Shard shard = totals.getKey();
      for (Increment total : Increments.read(totals.getValue())) {
        CounterRows.changed(
                total, total.page(), shard.month(), calendars.of(total.company()), owner)
            .forEach(out::output);
        if (spilledPages != null) {
          spilledPages.writeLast(shard, total.counter(), TotalsPage.toBytes(total.page()));
          spilled.inc();
        }
      }
    }

    @FinishBundle
    public void finish() throws InterruptedException {
      if (spilledPages != null) {
        spilledPages.awaitWrites();
      }
    }

    @Teardown
    public void teardown() {
      if (spilledPages != null) {
        spilledPages.close();
      }
    }
  }
}
