package io.quipu.transforms.parse;

import static io.quipu.transforms.parse.Catalogs.STREAM_TIME;
import static io.quipu.transforms.parse.Catalogs.catalog;
import static io.quipu.transforms.parse.Catalogs.event;
import static io.quipu.transforms.parse.Catalogs.open;
import static io.quipu.transforms.parse.Catalogs.record;
import static io.quipu.transforms.parse.Parsing.opens;
import static io.quipu.transforms.parse.Parsing.parse;
import static io.quipu.transforms.parse.Parsing.reason;
import static io.quipu.transforms.parse.Parsing.refuse;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.TimeUnit;
import io.quipu.model.event.DeadLetter;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventParserTimesTest {

  @Test
  void countsInTheCompanysOwnTimeZone() {
    ZoneId kolkata = ZoneId.of("Asia/Kolkata");
    Catalog zoned =
        Catalog.builder()
            .setEvent(Catalogs.fields().build())
            .setTimeZones(TimeZones.of(ZoneOffset.UTC, Map.of("acme", kolkata)))
            .setDefinitions(List.of(open().build()))
            .build();

    int hour = new BucketCalendar(kolkata).localHour(1_772_355_600_000L);
    assertThat(parse(zoned, event("open", "")).localHour(), equalTo(hour));
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 1772355600",
    "SECONDS, 1772355600.999",
    "SECONDS, 1.7723556e9",
    "MILLIS, 1772355600999",
    "MICROS, 1772355600999999",
    "SECONDS, '\"1772355600\"'",
    "SECONDS, '\"1772355600.999\"'",
    "MILLIS, '\"1772355600999\"'",
    "MICROS, '\"1772355600999999\"'",
    "ISO_8601, '\"2026-03-01T09:00:00Z\"'",
    "ISO_8601, '\"2026-03-01T14:30:00+0530\"'",
    "ISO_8601, '\"2026-03-01 14:30:00+0530\"'",
    "ISO_8601, '\"2026-03-01T04:00:00-05\"'",
    "ISO_8601, '\"2026-03-01t09:59:59,999z\"'",
    "ISO_8601, '\"20260301T095959Z\"'",
    "ISO_8601, '\"2026-060T10:00+01\"'",
    "ISO_8601, '\"2026-03-01T10:30:00.5+01:30\"'"
  })
  void readsTheTimeInTheDeclaredUnit(TimeUnit unit, String json) {
    Catalog catalog =
        Catalog.builder()
            .setEvent(Catalogs.fields().setTime(FieldPath.of("at"), unit).build())
            .setDefinitions(List.of(open().build()))
            .build();
    int nine = new BucketCalendar(ZoneOffset.UTC).localHour(1_772_355_600_000L);
    assertThat(parse(catalog, event("open", ",\"at\":" + json)).localHour(), equalTo(nine));
  }

  @ParameterizedTest
  @CsvSource({
    "1772355600000, millis",
    "1772355600000000, micros",
    "1772355600000.5, millis",
    "0, 2000",
    "-1, 2000",
    "946684799, 2000",
    "1e999999999, 2000",
    "-1e999999999, 2000",
    "1e-999999999, 2000",
    "1e99999999999, 2000"
  })
  void timesThatCannotBeTrueAreDeadLettersWithAHint(String json, String hint) {
    String payload = event("open", "").replace("1772355600", json);
    DeadLetter letter = refuse(opens(), record(payload));
    assertThat(letter.reason(), equalTo("bad-time"));
    assertThat(letter.message(), containsString(hint));
  }

  @Test
  void aTimeMayBeADayAheadOfTheStreamButNoMore() {
    long latest = STREAM_TIME / 1000 + 86_400;
    parse(opens(), event("open", "").replace("1772355600", "" + latest));
    String later = event("open", "").replace("1772355600", "" + (latest + 1));
    assertThat(reason(opens(), later), equalTo("bad-time"));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"1772355600000\"', looks like millis",
    "'\"-1\"', before the year 2000",
    "'\"\"', The field 'timestamp' is empty",
    "'\"-\"', holds a string that is no number",
    "'\"yesterday\"', holds a string that is no number",
    "'\" 1772355600\"', holds a string that is no number",
    "'\"+1772355600\"', holds a string that is no number",
    "'\"0x69A3F1D0\"', holds a string that is no number",
    "'\"2026-03-01T09:00:00Z\"', holds an ISO 8601 time",
    "'\"2026-03-01T09:00:00Z\"', declare 'unit: iso-8601'",
  })
  void stringsThatHoldNoPlausibleNumberAreDeadLettersByName(String json, String message) {
    String payload = event("open", "").replace("1772355600", json);
    DeadLetter letter = refuse(opens(), record(payload));
    assertThat(letter.reason(), equalTo("bad-time"));
    assertThat(letter.message(), containsString(message));
    assertThat(letter.message(), containsString("write the number of seconds since 1970."));
  }

  @ParameterizedTest
  @CsvSource({"true, wrong-type", "[], wrong-type", "{}, wrong-type", "null, missing-field"})
  void timesOfOtherTypesAreDeadLetters(String json, String reason) {
    assertThat(reason(opens(), event("open", "").replace("1772355600", json)), equalTo(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"yesterday\" | The field 'at' holds no ISO 8601 time; write a string such as",
        "\"2026-03-01\" | The field 'at' has a date but no time of day; write",
        "\"2026-03-01T09:00:00\" | The field 'at' has no offset from UTC; write",
        "\"2026-03-01T09:00:00 UTC\" | has the name of a time zone",
        "\"2026-03-01T09:00:00 +0530\" | has white space before its offset",
        "\"2026-02-30T09:00:00Z\" | names a day that is in no calendar",
        "\"\" | The field 'at' is empty; write",
        "\"1772355600\" | holds a number in a string; write a string such as",
        "\"1772355600\" | It looks like seconds: if so, declare 'unit: seconds'.",
        "\"1999-12-31T23:59:59Z\" | is before the year 2000",
      })
  void textThatIsNoIsoTimeIsADeadLetterByName(String json, String message) {
    DeadLetter letter = refuse(ISO_TIMES, record(event("open", ",\"at\":" + json)));
    assertThat(letter.reason(), equalTo("bad-time"));
    assertThat(letter.message(), containsString(message));
  }

  @Test
  void numberWhereAnIsoTimeIsDeclaredIsADeadLetterThatNamesItsUnit() {
    DeadLetter letter = refuse(ISO_TIMES, record(event("open", ",\"at\":1772355600000")));
    assertThat(letter.reason(), equalTo("wrong-type"));
    assertThat(letter.message(), containsString("It looks like millis: if so, declare"));
  }

  private static final Catalog ISO_TIMES =
      Catalog.builder()
          .setEvent(Catalogs.fields().setTime(FieldPath.of("at"), TimeUnit.ISO_8601).build())
          .setDefinitions(List.of(open().build()))
          .build();
}
