package io.quipu.model.text;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01T04:00:00Z",
        "2026-03-01T04:00:00z",
        "2026-03-01t04:00:00Z",
        "2026-03-01 04:00:00Z",
        "2026-03-01T09:30:00+05:30",
        "2026-03-01T09:30:00+0530",
        "2026-03-01 09:30:00+0530",
        "2026-03-01T09:00:00+05",
        "2026-03-01T09:30:00+05:30:00",
        "2026-02-28T23:00:00-05:00",
        "2026-02-28T23:00:00-0500",
        "2026-02-28T23:00:00\u221205:00",
        "2026-02-28T23:00:00\u221205",
        "2026-03-01T04:00:00-00:00",
        "2026-03-01T04:00:00.000Z",
        "2026-03-01T04:00:00,000Z",
        "2026-03-01T04:00:00.000000000000000000+00",
        "2026-03-01T04:00Z",
        "2026-03-01T04Z",
        "2026-03-01T09:30+0530",
        "2026-03-01T09+05",
        "20260301T040000Z",
        "20260301T0400Z",
        "20260301T04Z",
        "20260301T093000+0530",
        "20260301t093000,0+0530",
        "2026-03-01T040000Z",
        "20260301T04:00:00Z",
        "2026-060T04:00:00Z",
        "2026060T040000Z",
        "2026-W09-7T04:00:00Z",
        "2026W097T040000Z",
        "2026-02-28T24:00:00-04:00",
        "2026-02-28T24:00-04",
        "20260228T24-0400",
        "+002026-03-01T04:00:00Z",
      })
  void readsEveryFormOfAnInstant(String text) {
    Instant moment = Instant.parse("2026-03-01T04:00:00Z");
    assertThat(IsoTime.instant(text), equalTo(moment));
    assertThat(IsoTime.epochMillis(text), equalTo(moment.toEpochMilli()));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T09:30:00.1Z,                  2026-03-01T09:30:00.100Z",
    "2026-03-01T09:30:00.1239Z,               2026-03-01T09:30:00.123Z",
    "2026-03-01T09:30:00.999999999999Z,       2026-03-01T09:30:00.999Z",
    "'2026-03-01T09:30:00,123+02:00',         2026-03-01T07:30:00.123Z",
    "'2026-03-01T09:30,25Z',                  2026-03-01T09:30:15.000Z",
    "2026-03-01T09.5Z,                        2026-03-01T09:30:00.000Z",
    "1969-12-31T23:59:59.9995Z,               1969-12-31T23:59:59.999Z",
    "2016-12-31T23:59:60Z,                    2016-12-31T23:59:59.000Z",
    "2017-01-01T05:29:60.75+05:30,            2016-12-31T23:59:59.750Z",
    "2024-02-29T12:00:00Z,                    2024-02-29T12:00:00.000Z",
    "2024-366T12:00:00Z,                      2024-12-31T12:00:00.000Z",
    "2026-W53-7T00:00:00Z,                    2027-01-03T00:00:00.000Z",
    "2024-W01-1T00:00:00Z,                    2024-01-01T00:00:00.000Z",
    "0000-01-01T00:00:00Z,                    0000-01-01T00:00:00.000Z",
  })
  void readsDecimalsLeapSecondsAndDaysOfTheWeek(String text, String moment) {
    assertThat(IsoTime.epochMillis(text), equalTo(Instant.parse(moment).toEpochMilli()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "''|is empty",
        "yesterday|holds no ISO 8601 time",
        "1772355600|holds no ISO 8601 time",
        "01.03.2026 09:30|holds no ISO 8601 time",
        "03/01/2026 09:30:00|holds no ISO 8601 time",
        "Sun, 01 Mar 2026 09:30:00 GMT|holds no ISO 8601 time",
        "Sun Mar 01 2026 09:30:00 GMT+0000|holds no ISO 8601 time",
        "26-03-01T09:30:00Z|holds no ISO 8601 time",
        "2026-3-1T09:30:00Z|holds no ISO 8601 time",
        "2026-0301T09:30:00Z|holds no ISO 8601 time",
        "2026-03-01T9:30:00Z|holds no ISO 8601 time",
        "2026-03-01T09:3000Z|holds no ISO 8601 time",
        "2026-03-01T09:30:00.Z|holds no ISO 8601 time",
        "2026-03-01T09:30:00Z/2026-03-01T10:30:00Z|has an offset from UTC that is none of Z,"
            + " +05:30, +0530 and +05",
        "2026-03-01T|holds no ISO 8601 time",
        "2026-03-01|has a date but no time of day",
        "20260301|has a date but no time of day",
        "2026-03-01T09:30:00|has no offset from UTC",
        "2026-03-01 09:30:00.123|has no offset from UTC",
        "2026-03-01T09:30:00 UTC|has the name of a time zone, which is no offset from UTC",
        "2026-03-01T09:30:00CET|has the name of a time zone, which is no offset from UTC",
        "2026-03-01T09:30:00+01:00[Europe/Berlin]|has the name of a time zone, which is no offset"
            + " from UTC",
        "2026-03-01T09:30:00 Europe/Berlin|has the name of a time zone, which is no offset from"
            + " UTC",
        "2026-03-01 09:30:00 +0530|has white space before its offset from UTC",
        "2026-03-01T09:30:00+5:30|has an offset from UTC that is none of Z, +05:30, +0530 and +05",
        "2026-03-01T09:30:00+05:3|has an offset from UTC that is none of Z, +05:30, +0530 and +05",
        "2026-03-01T09:30:00Z5|has an offset from UTC that is none of Z, +05:30, +0530 and +05",
        "2026-03-01T09:30:00+24:00|has an offset from UTC that is out of range",
        "2026-03-01T09:30:00+05:60|has an offset from UTC that is out of range",
        "2026-02-30T09:30:00Z|names a day that is in no calendar",
        "2026-13-01T09:30:00Z|names a day that is in no calendar",
        "2026-00-01T09:30:00Z|names a day that is in no calendar",
        "2026-02-29T09:30:00Z|names a day that is in no calendar",
        "1900-02-29T09:30:00Z|names a day that is in no calendar",
        "2026-366T09:30:00Z|names a day that is in no calendar",
        "2025-W53-1T09:30:00Z|names a day that is in no calendar",
        "2026-W09-8T09:30:00Z|names a day that is in no calendar",
        "2026-03-01T24:00:01Z|names a time of day that is on no clock",
        "2026-03-01T25:00:00Z|names a time of day that is on no clock",
        "2026-03-01T09:60:00Z|names a time of day that is on no clock",
        "2026-03-01T09:30:60Z|names a time of day that is on no clock",
        "2026-03-01T23:59:61Z|names a time of day that is on no clock",
        " 2026-03-01T09:30:00Z|has white space around the time",
        "2026-03-01T09:30:00Z\u00a0|has white space around the time",
      })
  void saysWhatIsWrong(String text, String what) {
    IsoTimeException wrong = assertThrows(IsoTimeException.class, () -> IsoTime.epochMillis(text));
    assertThat(wrong.whatIsWrong(), equalTo(what));
  }

  @Property
  void agreesWithTheJdk(@ForAll("times") OffsetDateTime time) {
    String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    assertThat(text, IsoTime.instant(text), equalTo(time.toInstant()));
    assertThat(text, IsoTime.epochMillis(text), equalTo(time.toInstant().toEpochMilli()));
  }

  /** Any text is read or refused, and the fast path and the slow path agree. */
  @Property
  void fastPathAgreesWithSlowPath(@ForAll("oddTexts") String text) {
    String slow;
    String fast;
    try {
      slow = "" + IsoTime.instant(text).toEpochMilli();
    } catch (IsoTimeException e) {
      slow = e.whatIsWrong();
    }
    try {
      fast = "" + IsoTime.epochMillis(text);
    } catch (IsoTimeException e) {
      fast = e.whatIsWrong();
    }
    assertThat(text, fast, equalTo(slow));
  }

  @Provide
  Arbitrary<OffsetDateTime> times() {
    return Combinators.combine(
            Arbitraries.longs().between(-62_000_000_000L, 250_000_000_000L),
            Arbitraries.integers().between(0, 999_999_999),
            Arbitraries.integers().between(-18 * 60, 18 * 60))
        .as(
            (second, nano, minutes) ->
                Instant.ofEpochSecond(second, nano)
                    .atOffset(ZoneOffset.ofTotalSeconds(minutes * 60)));
  }

  /** Usual times with some characters replaced. */
  @Provide
  Arbitrary<String> oddTexts() {
    Arbitrary<String> usual =
        Arbitraries.of(
            "2026-03-01T09:30:00Z",
            "2026-03-01 09:30:00.123+05:30",
            "2024-02-29T23:59:59,9-0530",
            "2026-03-01T09:30:00+05");
    Arbitrary<Integer> at = Arbitraries.integers().between(0, 30);
    Arbitrary<Character> other =
        Arbitraries.of(
            "0123456789-+:.,TtZzW \u2212\u00a0".chars().mapToObj(c -> (char) c).toList());
    return Combinators.combine(usual, at, other, at, other)
        .as((text, i, a, j, b) -> changed(changed(text, i, a), j, b));
  }

  private static String changed(String text, int at, char other) {
    return at >= text.length() ? text : text.substring(0, at) + other + text.substring(at + 1);
  }
}
