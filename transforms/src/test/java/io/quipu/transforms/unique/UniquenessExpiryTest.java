package io.quipu.transforms.unique;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.state.Generations;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.PagesInMemory;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniquenessExpiryTest {
  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of());
  private static final YearMonth NOTHING_BEFORE = YearMonth.of(1, 1);
  private static final int FIRST = UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stateLastsUntilTheRetentionIsOverAndNoLonger(boolean keyAffinity) {
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").build();
    // January ends last in UTC-12, on 1 February at 12:00 UTC; two days are always enough.
    TestStream<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(Instant.parse("2026-01-10T00:00:00Z"))
            .addElements(Flags.at(event, "2026-01-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-02-09T00:00:00Z"))
            .addElements(Flags.at(event, "2026-02-09T00:00:00Z"))
            // The new event postponed the expiry.
            .advanceWatermarkTo(Instant.parse("2026-02-18T23:00:00Z"))
            .addElements(Flags.at(event, "2026-02-18T23:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-03T00:00:00Z"))
            .addElements(Flags.at(event, "2026-03-03T00:00:00Z"))
            .advanceWatermarkToInfinity();

    Pipeline pipeline = keyAffinity ? Pipelines.withOneThread() : Pipelines.create();
    CheckUniqueness check = CheckUniqueness.create().withKeyAffinity(keyAffinity);
    Flags.expect(pipeline, stream, check, FIRST, UniqueIn.NONE, UniqueIn.NONE, FIRST);
  }

  @Test
  void withASpillNoCustomerIsUniqueTwice() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").id("e1").build();
    Event later = event.toBuilder().id("e2").build();
    TestStream<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(Instant.parse("2026-01-10T00:00:00Z"))
            .addElements(Flags.at(event, "2026-01-10T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-03T00:00:00Z"))
            .addElements(Flags.at(later, "2026-03-03T00:00:00Z"))
            .addElements(Flags.at(event, "2026-03-03T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-06-01T00:00:00Z"))
            .addElements(Flags.at(later, "2026-06-01T00:00:00Z"))
            .addElements(Flags.at(event.toBuilder().id("e3").build(), "2026-06-01T00:00:00Z"))
            .advanceWatermarkToInfinity();

    expectFlags(stream, spill(pages, NOTHING_BEFORE), FIRST, UniqueIn.NONE, UniqueIn.NONE);
    assertThat(pages.connections(), is(0));
  }

  @Test
  void pagesThatCannotExistAreNotReadFromTheSpill() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").build();

    expectFlags(once(event), spill(pages, NOTHING_BEFORE), FIRST);
    assertThat(pages.reads(), is(0));
    assertThat(pages.keys(), is(1));
  }

  @Test
  void pagesOfAnEarlierIncarnationAreTakenOverBeforeTheHorizonOnly() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").build();
    expectFlags(once(event), spill(pages, NOTHING_BEFORE), FIRST);

    expectFlags(once(event), spill(pages, YearMonth.of(2026, 1)), FIRST);
    expectFlags(once(event), spill(pages, YearMonth.of(2026, 2)), UniqueIn.NONE);
  }

  @Test
  void pagesOfALostAttemptAreIgnored() {
    PagesInMemory pages = new PagesInMemory();
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").build();
    PageSpill spill = spill(pages, YearMonth.of(2026, 2));
    expectFlags(once(event), spill, FIRST);

    // The attempt stored its page and was lost; the same incarnation reads the event again.
    expectFlags(once(event), spill, FIRST);
  }

  @Test
  void aBatchFarBehindTheWatermarkDoesNotEndTheState() {
    Event event = Event.builder("shop", OPENED, Flags.january(5)).customer("anna").build();
    Event later = Event.builder("shop", OPENED, Flags.january(7)).customer("anna").build();
    TestStream<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(Instant.parse("2026-03-10T00:00:00Z"))
            .addElements(Flags.at(event, "2026-03-10T00:00:00Z"))
            .addElements(Flags.at(later, "2026-01-20T00:00:00Z"))
            .advanceWatermarkTo(Instant.parse("2026-03-12T00:00:00Z"))
            .addElements(Flags.at(event, "2026-03-12T00:00:00Z"))
            .advanceWatermarkToInfinity();

    // In the order of their timestamps: the batch from far behind is the first.
    expectFlags(stream, CheckUniqueness.create(), UniqueIn.HOUR, FIRST, UniqueIn.NONE);
  }

  private static PageSpill spill(PagesInMemory pages, YearMonth bootstrapBefore) {
    return PageSpill.to(pages, bootstrapBefore, Generations.newIncarnation());
  }

  private static TestStream<Event> once(Event event) {
    return TestStream.create(EventCoder.of())
        .addElements(Flags.at(event, "2026-01-10T00:00:00Z"))
        .advanceWatermarkToInfinity();
  }

  private static void expectFlags(TestStream<Event> stream, PageSpill spill, Integer... flags) {
    expectFlags(stream, CheckUniqueness.create().withSpill(spill), flags);
  }

  private static void expectFlags(
      TestStream<Event> stream, CheckUniqueness check, Integer... flags) {
    Flags.expect(Pipelines.create(), stream, check, flags);
  }
}
