package io.quipu.transforms.totals;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.Shard;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Turns increments into rows for the store to add to its hours, days and months, in the statistic's
 * resolutions. It replaces {@link AccumulateTotals} if the store itself adds.
 *
 * <p>In: batches of increments by shard. Out: {@link CountRow}s with the numbers to add to their
 * buckets. Guarantee: the rows of a bucket add up to all increments that came for it, in any order.
 * State: none.
 */
public final class RollUp
    extends PTransform<PCollection<KV<Shard, IncrementBatch>>, PCollection<CountRow>> {
  private static final long serialVersionUID = 1L;

  private final TimeZones zones;

  private RollUp(TimeZones zones) {
    this.zones = zones;
  }

  /** Rows in the buckets of these time zones. */
  public static RollUp of(TimeZones zones) {
    return new RollUp(zones);
  }

  @Override
  public PCollection<CountRow> expand(PCollection<KV<Shard, IncrementBatch>> batches) {
    return batches.apply("Rows", ParDo.of(new RowsFn(zones)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("timeZone", zones.defaultZone().getId())
            .withLabel("Time zone of companies without their own"));
  }

  static final class RowsFn extends DoFn<KV<Shard, IncrementBatch>, CountRow> {
    private static final long serialVersionUID = 1L;

    private final TimeZones zones;
    private transient Calendars calendars;

    RowsFn(TimeZones zones) {
      this.zones = zones;
      this.calendars = new Calendars(zones);
    }

    @Setup
    public void setup() {
      calendars = new Calendars(zones);
    }

    @ProcessElement
    public void process(@Element KV<Shard, IncrementBatch> batch, OutputReceiver<CountRow> out) {
      for (Increment increment : Increments.read(batch.getValue())) {
        // With the increment's page in place of the totals, the rows hold only what is added.
        CounterRows.changed(
                increment,
                increment.page(),
                batch.getKey().month(),
                calendars.of(increment.company()),
                0)
            .forEach(out::output);
      }
    }
  }
}
