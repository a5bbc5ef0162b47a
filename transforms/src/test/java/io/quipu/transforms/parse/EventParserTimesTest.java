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

import io.quipu.model.BucketCalendar;
import io.quipu.model.DeadLetter;
import io.quipu.model.TimeZones;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.TimeUnit;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    "ISO_8601, '\"2026-03-01T09:00:00Z\"'",
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
    "'\"1772355600\"', wrong-type",
    "true, wrong-type",
    "[], wrong-type",
    "null, missing-field"
  })
  void timesOfOtherTypesAreDeadLetters(String json, String reason) {
    assertThat(reason(opens(), event("open", "").replace("1772355600", json)), equalTo(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yesterday\"", "\"2026-03-01\"", "\"2026-03-01T09:00:00\"", "\"\""})
  void textThatIsNoIsoTimeIsADeadLetter(String json) {
    Catalog catalog =
        Catalog.builder()
            .setEvent(Catalogs.fields().setTime(FieldPath.of("at"), TimeUnit.ISO_8601).build())
            .setDefinitions(List.of(open().build()))
            .build();
    assertThat(reason(catalog, event("open", ",\"at\":" + json)), equalTo("bad-time"));
    assertThat(reason(catalog, event("open", ",\"at\":1772355600")), equalTo("wrong-type"));
  }
}
