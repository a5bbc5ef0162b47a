package io.quipu.transforms.sequence;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.sequence.CountedMonths;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.StepBatch;
import io.quipu.model.sequence.StepEvent;
import io.quipu.model.sequence.StepMatcher;
import io.quipu.model.state.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Finds the steps in a bundle's events, and collects them by the shards of their customers. A step
 * goes to each month to which it can matter.
 */
final class BatchStepsFn extends DoFn<CheckedEvent, KV<Shard, StepBatch>> {
  private static final long serialVersionUID = 1L;

  /** Limits a batch, because a bundle of some runners can be very long. */
  private static final int MAX_BATCH = 1000;

  private final List<SequenceDefinition> sequences;
  private final TimeZones zones;
  private final int shards;
  private transient StepMatcher matcher;
  private transient Calendars calendars;
  private transient Map<Shard, List<StepEvent>> batches;
  // A batch has the time of the earliest event, so that stream time does not pass it.
  private transient Instant earliest;

  BatchStepsFn(List<SequenceDefinition> sequences, TimeZones zones, int shards) {
    this.sequences = List.copyOf(sequences);
    this.zones = zones;
    this.shards = shards;
    this.matcher = new StepMatcher(this.sequences);
    this.calendars = new Calendars(zones);
    start();
  }

  /** A batch can be earlier than the current event, but not earlier than its bundle. */
  @Override
  @SuppressWarnings("deprecation") // Beam has nothing else for it.
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }

  @Setup
  public void setup() {
    matcher = new StepMatcher(sequences);
    calendars = new Calendars(zones);
  }

  @StartBundle
  public void start() {
    batches = new HashMap<>();
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element CheckedEvent checked,
      @Timestamp Instant time,
      OutputReceiver<KV<Shard, StepBatch>> out) {
    StepEvent event = matcher.match(checked.event());
    if (event == null) {
      return;
    }
    if (time.isBefore(earliest)) {
      earliest = time;
    }
    Fingerprint customer = Fingerprint.ofCustomer(event.company(), "", event.customer());
    byMonth(event)
        .forEach(
            (month, steps) -> {
              Shard shard = Shard.of(month, customer, shards);
              List<StepEvent> batch = batches.computeIfAbsent(shard, key -> new ArrayList<>());
              batch.add(
                  new StepEvent(
                      event.company(), event.customer(), event.time(), event.identity(), steps));
              if (batch.size() == MAX_BATCH) {
                batches.remove(shard);
                out.outputWithTimestamp(KV.of(shard, new StepBatch(batch)), earliest);
              }
            });
  }

  private Map<Integer, List<StepEvent.Step>> byMonth(StepEvent event) {
    Map<Integer, List<StepEvent.Step>> byMonth = new TreeMap<>();
    BucketCalendar calendar = calendars.of(event.company());
    for (StepEvent.Step step : event.steps()) {
      CountedMonths months =
          CountedMonths.of(sequences.get(step.sequence()), step.kind(), event.time(), calendar);
      for (int month = months.first(); month <= months.last(); month++) {
        byMonth.computeIfAbsent(month, key -> new ArrayList<>()).add(step);
      }
    }
    return byMonth;
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    batches.forEach(
        (shard, batch) ->
            context.output(KV.of(shard, new StepBatch(batch)), earliest, GlobalWindow.INSTANCE));
    start();
  }
}
