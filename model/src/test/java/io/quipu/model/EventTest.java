package io.quipu.model;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
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
  void whatIsBuiltFromAnEventLeavesItAsItWas() {
    Event event = event().value("tag", "a").amount(0, 7).build();
    Event.Builder builder = event.toBuilder().value("tag", "b").amount(0, 8);

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
  void refusesWhatWouldBeTheWholeStatistic() {
    assertThrows(IllegalArgumentException.class, () -> event().value("", "a"));
    assertThrows(IllegalArgumentException.class, () -> event().value("tag", ""));
  }

  @Test
  void aCheckedEventHasFlagsForEachCounter() {
    Event event = event().value("tag", "a").build();

    assertThrows(IllegalArgumentException.class, () -> new CheckedEvent(event, new byte[1]));
  }

  private static Event.Builder event() {
    return Event.builder("shop", STATISTIC, 5);
  }
}
