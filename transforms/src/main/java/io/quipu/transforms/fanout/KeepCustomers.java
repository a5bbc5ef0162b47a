package io.quipu.transforms.fanout;

import io.quipu.model.event.Event;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Drops events without a customer, and counts them in the metric {@code events-without-customer}.
 *
 * <p>In: hydrated {@link Event}s. Out: those that have a customer, unchanged. State: none.
 */
public final class KeepCustomers extends PTransform<PCollection<Event>, PCollection<Event>> {
  private static final long serialVersionUID = 1L;

  private KeepCustomers() {}

  public static KeepCustomers create() {
    return new KeepCustomers();
  }

  @Override
  public PCollection<Event> expand(PCollection<Event> events) {
    return events.apply("Keep", ParDo.of(new KeepFn()));
  }

  private static final class KeepFn extends DoFn<Event, Event> {
    private static final long serialVersionUID = 1L;

    private final Counter without = Metrics.counter("quipu", "events-without-customer");
    private transient long withoutInBundle;

    @ProcessElement
    public void process(@Element Event event, OutputReceiver<Event> out) {
      String customer = event.customer();
      if (customer == null || customer.isEmpty()) {
        withoutInBundle++;
      } else {
        out.output(event);
      }
    }

    @FinishBundle
    public void finish() {
      without.inc(withoutInBundle);
      withoutInBundle = 0;
    }
  }
}
