package io.quipu.transforms.limit;

import io.quipu.model.event.Event;
import io.quipu.model.limit.FirstValues;
import io.quipu.model.limit.LimitedMonth;
import io.quipu.model.limit.ValueLimits;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;

/** Limits the values of events by what is known of all events. */
final class LimitAllFn extends DoFn<Event, Event> {
  private static final long serialVersionUID = 1L;

  private final ValueLimits limits;
  private final PCollectionView<Map<LimitedMonth, FirstValues>> overflowing;
  private final Counter limited = Metrics.counter("quipu", LimitValues.METRIC);
  // The values of the dimensions of this bundle, as sorted arrays.
  private transient Map<LimitedMonth, long[]> admitted;
  private transient long limitedInBundle;

  /**
   * @param overflowing the dimensions that have more values than their limit
   */
  LimitAllFn(ValueLimits limits, PCollectionView<Map<LimitedMonth, FirstValues>> overflowing) {
    this.limits = limits;
    this.overflowing = overflowing;
    this.admitted = new HashMap<>();
  }

  @StartBundle
  public void start() {
    admitted = new HashMap<>();
    limitedInBundle = 0;
  }

  @ProcessElement
  public void process(@Element Event event, ProcessContext context) {
    if (!limits.concern(event)) {
      context.output(event);
      return;
    }
    Map<LimitedMonth, FirstValues> all = context.sideInput(overflowing);
    BitSet beyond =
        FirstValues.beyond(
            limits,
            event,
            month -> {
              long[] known = admitted.get(month);
              FirstValues values = known == null ? all.get(month) : null;
              if (values != null) {
                known = values.values();
                admitted.put(month, known);
              }
              return known;
            });
    if (beyond.isEmpty()) {
      context.output(event);
    } else {
      limitedInBundle++;
      context.output(event.replacing(beyond, ValueLimits.OTHER));
    }
  }

  @FinishBundle
  public void finish() {
    limited.inc(limitedInBundle);
    limitedInBundle = 0;
  }
}
