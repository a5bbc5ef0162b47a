package io.quipu.transforms.trigger;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.trigger.Firing;
import io.quipu.transforms.coders.FiringCoder;
import io.quipu.transforms.shards.GlobalWindowInput;
import io.quipu.transforms.totals.StoredTotals;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which triggers fire.
 *
 * <p>In: final rows with the stream time of their last increment, in the global window. Out: a
 * {@link Firing} when the condition of a trigger becomes true for a counter and a bucket, or the
 * first time that it has no value.
 *
 * <p>Guarantee: one firing for each trigger, counter, bucket and number of arming. What has fired
 * is state, so after a crash it agrees with the rows that survive. A firing that a lost attempt has
 * output may come again, with the same identity. Triggers see a row at the end of each window, and
 * not each event: a condition that is true only in between does not fire.
 *
 * <p>Time: a trigger of silence waits for stream time; when the input ends, no silence fires.
 * Lateness is counted from the end of a bucket, in stream time.
 *
 * <p>State: for each counter with a firing, or with a condition that needs rows of other buckets,
 * one {@link io.quipu.model.trigger.TriggerPage} of about 30 bytes a firing and 100 bytes a row,
 * and one timer. Marks are kept for the lateness of their trigger and an hour. Rows are kept until
 * an hour after the end of the next bucket; later ones are read from the store.
 *
 * <pre>{@code
 * PCollection<Firing> firings =
 *     rows.apply("FireTriggers", FireTriggers.of(() -> definitions, timeZones));
 * }</pre>
 */
@AutoValue
public abstract class FireTriggers extends PTransform<PCollection<CountRow>, PCollection<Firing>> {
  private static final long serialVersionUID = 1L;

  abstract TriggerRules rules();

  abstract TimeZones zones();

  abstract @Nullable StoredTotals stored();

  /** Triggers over the buckets of these time zones. Buckets that were not seen count as empty. */
  public static FireTriggers of(TriggerRules rules, TimeZones zones) {
    return new AutoValue_FireTriggers(rules, zones, null);
  }

  /** Reads the rows of previous buckets that were not seen from the store. */
  public FireTriggers withStoredTotals(StoredTotals stored) {
    return new AutoValue_FireTriggers(rules(), zones(), stored);
  }

  @Override
  public PCollection<Firing> expand(PCollection<CountRow> rows) {
    GlobalWindowInput.require("FireTriggers", rows);
    return rows.apply("ByCounter", ParDo.of(new ByCounterFn(rules())))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), rows.getCoder()))
        .apply("Fire", ParDo.of(new FireFn(rules(), zones(), stored())))
        .setCoder(FiringCoder.of());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("timeZone", zones().defaultZone().getId())
            .withLabel("Time zone of companies without their own"));
  }
}
