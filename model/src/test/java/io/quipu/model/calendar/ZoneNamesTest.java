package io.quipu.model.calendar;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneNamesTest {
  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "Z,             UTC",
    "+00:00,        UTC",
    "UTC,           UTC",
    "UTC+00:00,     UTC",
    "GMT0,          GMT0",
    "Etc/UTC,       Etc/UTC",
    "+02:00,        Etc/GMT-2",
    "-03:00,        Etc/GMT+3",
    "UTC+2,         Etc/GMT-2",
    "GMT-12,        Etc/GMT+12",
    "+14:00,        Etc/GMT-14",
    "Europe/Berlin, Europe/Berlin",
    // The database has no fixed offsets with half an hour, and none beyond -12 hours.
    "+05:30,        +05:30",
    "-13:00,        -13:00",
  })
  void aStoredZoneGetsItsIanaName(String stored, String name) {
    ZoneId zone = ZoneNames.stored(stored);

    assertThat(zone.getId(), equalTo(name));
    assertThat(
        zone.getRules().getOffset(NOW), equalTo(ZoneId.of(stored).getRules().getOffset(NOW)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Z", "+02:00", "-05:00", "UTC+1", "GMT+1", "UT", "europe/berlin", "", "Mars"})
  void findsNoOtherNames(String name) {
    assertThat(ZoneNames.find(name), equalTo(Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "GMT", "Europe/London", "Asia/Kolkata", "Etc/GMT-2", "CET"})
  void findsIanaNames(String name) {
    assertThat(ZoneNames.find(name), equalTo(Optional.of(ZoneId.of(name))));
  }

  @ParameterizedTest
  @CsvSource({"Z, UTC", "+02:00, Etc/GMT-2", "UTC+2, Etc/GMT-2", "+05:30,", "Europe/Berlin,", "x,"})
  void findsTheIanaNameOfAnOffset(String text, String name) {
    assertThat(ZoneNames.ofOffset(text), equalTo(Optional.ofNullable(name)));
  }

  /** Only IANA names are written into rows. */
  @Test
  void zonesOfCompaniesHaveIanaNames() {
    TimeZones zones = TimeZones.of(ZoneOffset.UTC, Map.of("east", ZoneOffset.ofHours(2)));

    assertThat(zones.of("any").getId(), equalTo("UTC"));
    assertThat(zones.of("east").getId(), equalTo("Etc/GMT-2"));
  }
}
