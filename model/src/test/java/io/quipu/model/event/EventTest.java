package io.quipu.model.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventTest {
  private static final Statistic STATISTIC =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of(Sum.of("m", 0)));

  @Test
  void countsOnceForAValueThatIsGivenTwice() {
    Event event = event().value("tag", "a").value("tag", "b").value("tag", "a").build();

    assertThat(event.size(), is(2));
    assertThat(event.counters(), is(3));
  }

  @Test
  void countsForTheSameValueOfTwoDimensions() {
    Event event = event().value("from", "a").value("to", "a").build();

    assertThat(event.size(), is(2));
    assertThat(event.counter(0), not(event.counter(1)));
  }

  @Test
  void theLastCounterIsTheWholeStatistic() {
    Event event = event().value("tag", "a").build();

    assertThat(event.counter(0), is(Fingerprint.ofCounter("shop", "opened", "tag", "a")));
    assertThat(event.counter(1), is(Fingerprint.ofCounter("shop", "opened", "", "")));
  }

  @Test
  void aBuilderDoesNotChangeItsEvent() {
    Event event = event().value("tag", "a").amount(0, 7).build();
    EventBuilder builder = event.toBuilder().value("tag", "b").amount(0, 8);

    Event other = builder.customer("anna").build();

    assertThat(event, is(event().value("tag", "a").amount(0, 7).build()));
    assertThat(
        other,
        is(event().value("tag", "a").value("tag", "b").amount(0, 8).customer("anna").build()));
    assertThat(event, not(other));
  }

  @Test
  void anIdIsNeverNoId() {
    assertThat(event().build().id(), is(Event.NO_ID));
    assertThat(event().id("").build().id(), not(Event.NO_ID));
    assertThat(event().id("a").build().id(), not(event().id("b").build().id()));
  }

  @Test
  void refusesEmptyDimensionsAndValues() {
    assertThrows(IllegalArgumentException.class, () -> event().value("", "a"));
    assertThrows(IllegalArgumentException.class, () -> event().value("tag", ""));
  }

  @Test
  void anEventWithoutValuesCountsForTheWholeStatistic() {
    Event event =
        Event.builder(
                "shop",
                Statistic.of("opened"),
                Instant.parse("2026-11-20T23:34:56Z"),
                TimeZones.of(ZoneId.of("Europe/Berlin")))
            .build();

    assertThat(event.localHour(), is(LocalHour.of(2026 * 12 + 10, 21, 0, 0)));
    assertThat(event.customer(), is(nullValue()));
    assertThat(event.id(), is(Event.NO_ID));
    assertThat(event.counters(), is(1));
    assertThat(event.lookups(), is(List.of()));
    assertThat(event.email(), is(nullValue()));
    assertThat(event.origin(), is(nullValue()));
  }

  @Test
  void anEventIsInItsOwnCompanysTimeZone() {
    TimeZones zones = TimeZones.of(ZoneOffset.UTC, Map.of("shop", ZoneId.of("Asia/Kathmandu")));
    Instant time = Instant.parse("2026-11-30T18:20:00Z");

    assertThat(
        Event.builder("shop", STATISTIC, time, zones).build().localHour(),
        is(LocalHour.of(2026 * 12 + 11, 1, 0, 0)));
    assertThat(
        Event.builder("other", STATISTIC, time, zones).build().localHour(),
        is(LocalHour.of(2026 * 12 + 10, 30, 18, 0)));
  }

  @Test
  void convertsAmountsToUnitsOfTheirSums() {
    Statistic orders = Statistic.of("orders").withSums(Sum.of("items", 0), Sum.of("revenue", 2));

    Event event =
        Event.builder("shop", orders, 5)
            .amount("revenue", new BigDecimal("-12.5"))
            .amount("items", BigDecimal.TEN)
            .build();

    assertThat(event.amount(0), is(10L));
    assertThat(event.amount(1), is(-1250L));
  }

  @Test
  void refusesAnAmountThatDoesNotFitItsSum() {
    EventBuilder event =
        Event.builder("shop", Statistic.of("orders").withSums(Sum.of("revenue", 2)), 5);

    assertThat(
        assertThrows(IllegalArgumentException.class, () -> event.amount("revenu", BigDecimal.ONE))
            .getMessage(),
        containsString("has no sum 'revenu'; it has [revenue]"));
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> event.amount("revenue", new BigDecimal("0.001")))
            .getMessage(),
        containsString("up to 2 decimals"));
    assertThrows(
        IllegalArgumentException.class, () -> event.amount("revenue", new BigDecimal("1e30")));
  }

  @Test
  void aCheckedEventHasFlagsForEachCounter() {
    Event event = event().value("tag", "a").build();

    assertThrows(IllegalArgumentException.class, () -> new CheckedEvent(event, new byte[1]));
  }

  private static EventBuilder event() {
    return Event.builder("shop", STATISTIC, 5);
  }
}
