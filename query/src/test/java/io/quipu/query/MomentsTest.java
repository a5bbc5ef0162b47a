package io.quipu.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.Resolution;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MomentsTest {
  private static final Moments BERLIN = new Moments(ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "2026-11,               2026-10-31T23:00:00Z",
    "2026-11-21,            2026-11-20T23:00:00Z",
    "2026-07-21,            2026-07-20T22:00:00Z",
    "2026-11-21T15,         2026-11-21T14:00:00Z",
    "2026-11-21T15:30,      2026-11-21T14:30:00Z",
    "2026-11-21 15:30,      2026-11-21T14:30:00Z",
    "2026-11-21T15:30:10,   2026-11-21T14:30:10Z",
    "2026-11-21T15:30Z,     2026-11-21T15:30:00Z",
    "2026-11-21T15:30-05:00,2026-11-21T20:30:00Z",
  })
  void timesAreOfTheCompanysClockUnlessTheySayOtherwise(String text, Instant instant) {
    assertThat(BERLIN.parse("--from", text), equalTo(instant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026", "2026-13", "2026-02-30", "21.11.2026"})
  void whatIsNoTimeIsRefusedWithTheFormsThatAre(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> BERLIN.parse("--from", text));
    assertThat(refusal.getMessage(), containsString("--from=" + text + " is no time; write 2026"));
  }

  @ParameterizedTest
  @CsvSource({
    // The day on which the clocks go back has two hours that are called two o'clock.
    "HOUR,  2026-10-25T00:59:59Z, 2026-10-25T00:00:00Z, 2026-10-25 02:00 +02:00",
    "HOUR,  2026-10-25T01:59:59Z, 2026-10-25T01:00:00Z, 2026-10-25 02:00 +01:00",
    "DAY,   2026-10-25T22:59:59Z, 2026-10-24T22:00:00Z, 2026-10-25",
    "DAY,   2026-10-25T23:00:00Z, 2026-10-25T23:00:00Z, 2026-10-26",
    "MONTH, 2026-10-31T22:59:59Z, 2026-09-30T22:00:00Z, 2026-10",
    "MONTH, 2026-10-31T23:00:00Z, 2026-10-31T23:00:00Z, 2026-11",
  })
  void bucketsBeginOnTheCompanysClock(
      Resolution resolution, Instant time, Instant start, String words) {
    assertThat(BERLIN.bucketStart(resolution, time), equalTo(start));
    assertThat(BERLIN.bucket(resolution, start), equalTo(words));
  }
}
