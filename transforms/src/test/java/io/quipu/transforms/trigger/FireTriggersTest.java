package io.quipu.transforms.trigger;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.CountRowCoder;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the stage: which rows reach which trigger, and its timers. */
class FireTriggersTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Statistic OPENED = Statistic.of("opened");

  private final Pipeline pipeline = Pipelines.withOneThread();

  private TestStream.Builder<CountRow> stream =
      TestStream.create(CountRowCoder.of())
          .advanceProcessingTime(new Duration(BoundedWindow.TIMESTAMP_MIN_VALUE, START));

  private static TriggerDefinition trigger(
      String name,
      boolean ofCustomers,
      String dimension,
      Set<String> companies,
      Set<String> values,
      @Nullable Duration silence) {
    return new TriggerDefinition(
        name,
        ofCustomers,
        OPENED,
        dimension,
        companies,
        values,
        Resolution.HOUR,
        "count >= 3",
        silence == null ? null : java.time.Duration.ofMillis(silence.getMillis()),
        java.time.Duration.ofDays(7),
        false);
  }

  private static CountRow row(
      String company, String customer, String dimension, String value, long count) {
    return new CountRow(
        company,
        customer,
        "opened",
        dimension,
        value,
        Resolution.HOUR,
        2026,
        START.getMillis(),
        count,
        null,
        Map.of(),
        7);
  }

  private void add(int minute, CountRow row) {
    stream =
        stream.addElements(TimestampedValue.of(row, START.plus(Duration.standardMinutes(minute))));
  }

  private void pass(int minutes) {
    Duration time = Duration.standardMinutes(minutes);
    stream = stream.advanceProcessingTime(time);
  }

  private void run(List<TriggerDefinition> triggers, String... fired) {
    PAssert.that(
            pipeline
                .apply("Rows", stream.advanceWatermarkToInfinity())
                .apply(
                    "FireTriggers", FireTriggers.of(() -> triggers, TimeZones.of(ZoneOffset.UTC)))
                .apply(
                    "Names",
                    MapElements.into(TypeDescriptors.strings())
                        .via(
                            firing ->
                                firing.trigger()
                                    + " "
                                    + firing.row().company()
                                    + firing.row().customer()
                                    + firing.row().value()
                                    + " "
                                    + firing.row().count())))
        .containsInAnyOrder(fired);
    pipeline.run();
  }

  @Test
  void eachTriggerSeesTheCountersThatItLooksAt() {
    List<TriggerDefinition> triggers =
        List.of(
            trigger("total", false, "", Set.of(), Set.of(), null),
            trigger("city", false, "city", Set.of("acme"), Set.of(), null),
            trigger("rome", false, "city", Set.of(), Set.of("rome"), null),
            trigger("person", true, "", Set.of(), Set.of(), null));
    add(0, row("acme", "", "", "", 2));
    add(1, row("acme", "", "", "", 5));
    add(2, row("acme", "", "", "", 6));
    add(2, row("acme", "", "city", "rome", 3));
    add(2, row("shop", "", "city", "rome", 4));
    add(2, row("shop", "", "city", "bonn", 5));
    add(2, row("acme", "ana", "", "", 3));
    add(2, row("acme", "", "link", "rome", 9));
    run(
        triggers,
        "total acme 5",
        "city acmerome 3",
        "rome acmerome 3",
        "rome shoprome 4",
        "person acmeana 3");
  }

  @Test
  void silenceFiresByStreamTimeButNotAtTheEndOfTheInput() {
    List<TriggerDefinition> triggers =
        List.of(trigger("silent", false, "", Set.of(), Set.of(), Duration.standardMinutes(15)));
    add(0, row("acme", "", "", "", 3));
    add(5, row("acme", "", "", "", 4));
    add(9, row("shop", "", "", "", 8));
    pass(22);
    stream = stream.advanceWatermarkTo(START.plus(Duration.standardMinutes(22)));
    run(triggers, "silent acme 4");
  }
}
