package io.quipu.io.kafka.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.time.api.constraints.InstantRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartFromTest {

  @Test
  void knowsThreeWordsInAnyCase() {
    assertThat(StartFrom.parse("earliest"), equalTo(new StartFrom.Earliest()));
    assertThat(StartFrom.parse("Latest"), equalTo(new StartFrom.Latest()));
    assertThat(StartFrom.parse("COMMITTED"), equalTo(new StartFrom.Committed()));
  }

  @Property
  void readsATimeInAnyZone(
      @ForAll @InstantRange(min = "1970-01-02T00:00:00Z", max = "9999-12-30T00:00:00Z")
          Instant time,
      @ForAll @IntRange(min = -18, max = 18) int hours) {
    String text = time.atOffset(ZoneOffset.ofHours(hours)).toString();
    assertThat(StartFrom.parse(text), equalTo(new StartFrom.Timestamp(time)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-01T05:30:00+0530",
        "2026-11-01T05:00+05",
        "2026-11-01t00:00:00z",
        "20261101T000000,0Z"
      })
  void readsEveryIsoFormOfATime(String text) {
    assertThat(
        StartFrom.parse(text),
        equalTo(new StartFrom.Timestamp(Instant.parse("2026-11-01T00:00:00Z"))));
  }

  @Test
  void theFirstMillisecondThatKafkaTakesForATimeIsThatOf1970() {
    assertThat(
        StartFrom.parse("1970-01-01T00:00:00Z"), equalTo(new StartFrom.Timestamp(Instant.EPOCH)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "newest",
        "earliest ",
        "2026-11-01",
        "2026-11-01T00:00:00",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "1793491200000",
        "-1",
        // Kafka would read the first one as "latest".
        "1969-12-31T23:59:59.999Z",
        "-999999999-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z"
      })
  void saysWhatToWriteInstead(String word) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> StartFrom.parse(word));
    assertThat(
        e.getMessage(),
        equalTo(
            "'"
                + word
                + "' is no start; write earliest, latest, committed or a time since 1970 such as"
                + " 2026-11-01T00:00:00Z."));
  }
}
