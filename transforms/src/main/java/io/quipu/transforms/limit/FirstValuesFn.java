package io.quipu.transforms.limit;

import io.quipu.model.event.Event;
import io.quipu.model.limit.FirstValues;
import io.quipu.model.limit.LimitedMonth;
import io.quipu.model.limit.ValueLimits;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;

/** Collects the first values of each limited dimension in a bundle. */
final class FirstValuesFn extends DoFn<Event, KV<LimitedMonth, FirstValues>> {
  private static final long serialVersionUID = 1L;

  /** How many dimensions and months a bundle may hold; each has up to its limit of values. */
  private static final int MAX_DIMENSIONS = 100;

  private final ValueLimits limits;
  private transient Map<LimitedMonth, FirstValues> values;

  FirstValuesFn(ValueLimits limits) {
    this.limits = limits;
    this.values = new HashMap<>();
  }

  @StartBundle
  public void start() {
    values = new HashMap<>();
  }

  @ProcessElement
  public void process(@Element Event event, OutputReceiver<KV<LimitedMonth, FirstValues>> out) {
    FirstValues.addTo(values, limits, event);
    if (values.size() >= MAX_DIMENSIONS) {
      values.forEach((month, first) -> out.output(KV.of(month, first)));
      values = new HashMap<>();
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    values.forEach(
        (month, first) ->
            context.output(
                KV.of(month, first), BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
    values = new HashMap<>();
  }
}
