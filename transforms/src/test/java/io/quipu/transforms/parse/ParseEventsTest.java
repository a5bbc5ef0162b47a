package io.quipu.transforms.parse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import io.quipu.testing.Displayed;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class ParseEventsTest {

  @Test
  void eachRecordIsAnEventIgnoredOrADeadLetterAndCounted() {
    RawRecord open = Catalogs.record(Catalogs.event("open", ",\"client\":{\"browser\":\"x\"}"));
    RawRecord purchase = Catalogs.record(Catalogs.event("purchase", ""));
    RawRecord bounce = Catalogs.record(Catalogs.event("bounce", ""));
    RawRecord broken = Catalogs.record("{");
    RawRecord amount = Catalogs.record(Catalogs.event("purchase", ",\"revenue\":0.001"));

    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    PCollectionTuple parsed =
        pipeline
            .apply(Create.of(open, purchase, bounce, broken, amount))
            .apply(WithTimestamps.of(record -> Instant.ofEpochMilli(record.streamTime())))
            .apply(ParseEvents.of(Catalogs.rich(0)));

    PAssert.that(
            parsed
                .get(ParseEvents.EVENTS)
                .apply("Time", Reify.timestamps())
                .apply(
                    "Word",
                    MapElements.into(TypeDescriptors.strings())
                        .via((TimestampedValue<Event> e) -> word(e))))
        .containsInAnyOrder(
            "everything of c1 at 2026-03-01T12:00:00.000Z",
            "everything of c1 at 2026-03-01T12:00:00.000Z",
            "open of c1 at 2026-03-01T12:00:00.000Z");
    PAssert.that(
            parsed
                .get(ParseEvents.DEAD_LETTERS)
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via((DeadLetter letter) -> letter.stage() + " " + letter.reason())))
        .containsInAnyOrder("parse not-json", "parse bad-amount");

    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(
        counters(result),
        equalTo(
            Map.of(
                "parsed", 2L,
                "ignored", 1L,
                // They came some hours after they happened.
                "late-1m", 2L,
                "late-1h", 2L,
                "dead-letters", 2L,
                "dead-letters.parse.not-json", 1L,
                "dead-letters.parse.bad-amount", 1L)));
  }

  @Test
  void showsWhatTheCatalogCounts() {
    assertThat(
        Displayed.of(ParseEvents.of(Catalogs.rich(0))),
        equalTo(Map.of("statistics", "everything, open", "timeZone", "UTC")));
  }

  private static String word(TimestampedValue<Event> event) {
    return event.getValue().statistic().name()
        + " of "
        + event.getValue().customer()
        + " at "
        + event.getTimestamp();
  }

  private static Map<String, Long> counters(PipelineResult result) {
    MetricsFilter ours =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("quipu")).build();
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(ours).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getCommitted(), Long::sum);
    }
    return counters;
  }
}
