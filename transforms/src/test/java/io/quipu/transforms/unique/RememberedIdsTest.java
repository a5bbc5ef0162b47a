package io.quipu.transforms.unique;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.UniquenessPage;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.testing.Outputs;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** For whom, and for how long, an event's id is remembered. */
class RememberedIdsTest {
  private static final String JANUARY = "2026-01-31T23:59:59Z";
  private static final String FEBRUARY = "2026-02-01T00:00:00Z";

  @Test
  void isKnownForOneCompanyStatisticCustomerAndMonth() {
    Event first = event("shop", "opened", JANUARY, "anna", "e");
    List<Event> others =
        List.of(
            event("other", "opened", JANUARY, "anna", "e"),
            event("shop", "clicked", JANUARY, "anna", "e"),
            event("shop", "opened", FEBRUARY, "anna", "e"),
            event("shop", "opened", JANUARY, "bert", "e"),
            event("shop", "opened", JANUARY, "anna", "f"));
    List<Event> twice = new ArrayList<>(others);
    twice.addAll(others);
    twice.add(first);
    twice.add(first);
    expectCounted(twice, others.size() + 1);
  }

  @Test
  void isKnownUntilAsManyOthersWereCounted() {
    int others = UniquenessPage.REMEMBERED_IDS - 1;
    PipelineResult known = expectCounted(eventThenOthersThenTheEvent(others), 1 + others);
    assertThat(Pipelines.counter(known, "ids-forgotten"), is(0L));
    PipelineResult unknown =
        expectCounted(eventThenOthersThenTheEvent(others + 1), 1 + others + 1 + 1);
    assertThat(Pipelines.counter(unknown, "ids-forgotten"), is(2L));
  }

  private static List<Event> eventThenOthersThenTheEvent(int others) {
    List<Event> events = new ArrayList<>();
    Event event = event("shop", "opened", JANUARY, "anna", "e");
    events.add(event);
    for (int i = 0; i < others; i++) {
      events.add(event("shop", "opened", JANUARY, "anna", "other" + i));
    }
    events.add(event);
    return events;
  }

  private static Event event(
      String company, String statistic, String time, String customer, String id) {
    return Event.builder(
            company,
            Statistic.of(statistic, Set.of(Resolution.HOUR), true, List.of()),
            new BucketCalendar(ZoneOffset.UTC).localHour(Instant.parse(time).getMillis()))
        .customer(customer)
        .id(id)
        .build();
  }

  @CanIgnoreReturnValue
  private static PipelineResult expectCounted(List<Event> events, int number) {
    Instant time = Instant.parse(FEBRUARY);
    Pipeline pipeline = Pipelines.create();
    PCollection<CheckedEvent> checked =
        pipeline
            .apply(
                Pipelines.oneBundle(
                        TestStream.create(EventCoder.of()),
                        events.stream().map(event -> TimestampedValue.of(event, time)).toList())
                    .advanceWatermarkToInfinity())
            .apply(CheckUniqueness.create());
    Outputs.expect(checked, all -> assertThat(all, hasSize(number)));
    return Outputs.run(pipeline);
  }
}
