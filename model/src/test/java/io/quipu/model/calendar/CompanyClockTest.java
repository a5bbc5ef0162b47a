package io.quipu.model.calendar;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompanyClockTest {
  private static final CompanyClock BERLIN = new CompanyClock(ZoneId.of("Europe/Berlin"));

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
    "2026-11-21T15:30-0500, 2026-11-21T20:30:00Z",
    "2026-11-21 15:30-05,   2026-11-21T20:30:00Z",
    "2026-11-21t15:30z,     2026-11-21T15:30:00Z",
    "2026-11-21t15:30,      2026-11-21T14:30:00Z",
  })
  void timesWithoutAnOffsetAreOnTheCompanysClock(String text, Instant instant) {
    assertThat(BERLIN.parse("--from", text), equalTo(instant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026", "2026-13", "2026-02-30", "21.11.2026"})
  void refusesOtherTextAndNamesTheForms(String text) {
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

  @ParameterizedTest
  @CsvSource({
    // From 02:00 to 03:00, in Chicago on 8 March and in Berlin on 29 March.
    "America/Chicago,     2026-03-08T01:59, 2026-03-08T07:59:00Z",
    "America/Chicago,     2026-03-08T02:00, 2026-03-08T08:00:00Z",
    "America/Chicago,     2026-03-08T02:30, 2026-03-08T08:00:00Z",
    "America/Chicago,     2026-03-08T02,    2026-03-08T08:00:00Z",
    "America/Chicago,     2026-03-08T02:59:59, 2026-03-08T08:00:00Z",
    "America/Chicago,     2026-03-08T03:00, 2026-03-08T08:00:00Z",
    "America/Chicago,     2026-03-08T03:30, 2026-03-08T08:30:00Z",
    "Europe/Berlin,       2026-03-29T02:30, 2026-03-29T01:00:00Z",
    // By half an hour.
    "Australia/Lord_Howe, 2026-10-04T02:15, 2026-10-03T15:30:00Z",
    // At midnight, so that the day begins at 01:00.
    "Africa/Cairo,        2026-04-24T00:30, 2026-04-23T22:00:00Z",
    "Africa/Cairo,        2026-04-24,       2026-04-23T22:00:00Z",
    // By a whole day.
    "Pacific/Apia,        2011-12-30T12:00, 2011-12-30T10:00:00Z",
    "Pacific/Apia,        2011-12-30,       2011-12-30T10:00:00Z",
    // Shown twice: the first one, unless an offset chooses one.
    "America/Chicago,     2026-11-01T01:30, 2026-11-01T06:30:00Z",
    "America/Chicago,     2026-11-01T01:30-06:00, 2026-11-01T07:30:00Z",
  })
  void timesThatTheClockSkipsOrRepeatsHaveOneMeaning(ZoneId zone, String text, Instant instant) {
    assertThat(new CompanyClock(zone).parse("--from", text), equalTo(instant));
  }

  @ParameterizedTest
  @CsvSource({
    "America/Chicago, 2026-03-08, 2026-03-09",
    "America/Chicago, 2026-11-01, 2026-11-02",
    "Europe/Berlin, 2026-03-29, 2026-03-30",
    "Australia/Lord_Howe, 2026-10-04, 2026-10-05",
    "Africa/Cairo, 2026-04-24, 2026-04-25",
  })
  void rangesThatMeetAtAnyLocalTimeCoverTheWholeDay(ZoneId zone, String day, String next) {
    CompanyClock clock = new CompanyClock(zone);
    List<Instant> whole = starts(clock, day, next);
    for (int minute = 0; minute < 24 * 60; minute += 10) {
      String time = day + "T%02d:%02d".formatted(minute / 60, minute % 60);
      List<Instant> both = new ArrayList<>(starts(clock, day, time));
      both.addAll(starts(clock, time, next));
      assertThat(time, both, equalTo(whole));
    }
  }

  @Test
  void onlyARangeFromASkippedTimeHasTheBucketOfTheClockChange() {
    CompanyClock chicago = new CompanyClock(ZoneId.of("America/Chicago"));
    Instant three = Instant.parse("2026-03-08T08:00:00Z");
    assertThat(starts(chicago, "2026-03-08T02:30", "2026-03-08T04:00"), contains(three));
    assertThat(
        starts(chicago, "2026-03-08T01:00", "2026-03-08T02:30"),
        contains(Instant.parse("2026-03-08T07:00:00Z")));
  }

  private static List<Instant> starts(CompanyClock clock, String from, String to) {
    return BucketRange.between(
            clock, Resolution.HOUR, clock.parse("--from", from), clock.parse("--to", to), 100)
        .starts();
  }
}
