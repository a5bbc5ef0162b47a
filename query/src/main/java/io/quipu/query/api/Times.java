package io.quipu.query.api;

import io.quipu.model.Resolution;
import io.quipu.query.Moments;
import io.quipu.query.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Times, zones and resolutions as clients write them. */
final class Times {
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");

  private Times() {}

  /**
   * The instant that a parameter means.
   *
   * @throws Problem if it means none
   */
  static Instant parse(Moments clock, String parameter, String text) {
    Instant instant;
    try {
      // The plus of an offset is a space unless it was percent-encoded.
      instant = clock.parse(parameter, text.indexOf('T') > 0 ? text.replace(' ', '+') : text);
    } catch (IllegalArgumentException e) {
      throw Problem.ofParameter(parameter, String.valueOf(e.getMessage()));
    }
    if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw Problem.ofParameter(
          parameter, parameter + "=" + text + " is not within the years 1970 to 2999.");
    }
    return instant;
  }

  /**
   * The clock of a time zone.
   *
   * @param otherwise the clock if none is named
   * @throws Problem if there is no such zone
   */
  static Moments clock(@Nullable String timeZone, Moments otherwise) {
    if (timeZone == null) {
      return otherwise;
    }
    try {
      return new Moments(ZoneId.of(timeZone));
    } catch (DateTimeException e) {
      throw Problem.ofParameter(
          "timeZone",
          "There is no time zone '" + timeZone + "'; write one such as Europe/Berlin or UTC.");
    }
  }

  /**
   * The resolution of a word.
   *
   * @throws Problem if it is none
   */
  static Resolution resolution(@Nullable String word, Resolution otherwise) {
    if (word == null) {
      return otherwise;
    }
    try {
      return Resolution.ofWord(word);
    } catch (IllegalArgumentException e) {
      throw Problem.ofParameter("resolution", String.valueOf(e.getMessage()));
    }
  }
}
