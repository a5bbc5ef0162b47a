package io.quipu.server.api;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.ZoneNames;
import io.quipu.server.http.Problem;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the times, time zones and resolutions of requests. */
public final class TimeParameters {
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");

  private TimeParameters() {}

  /**
   * Parses a time.
   *
   * @throws Problem if it is not a time from 1970 to 2999
   */
  public static Instant parse(CompanyClock clock, String parameter, String text) {
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
   * Checks that the start of a range is before its end.
   *
   * @throws Problem if it is not
   */
  public static void requireRange(Optional<Instant> from, Optional<Instant> to) {
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw Problem.ofParameter(
          "from",
          "from is not before to, so there is nothing between them; choose an earlier from, or a"
              + " later to.");
    }
  }

  /**
   * The clock of a time zone.
   *
   * @param otherwise the clock if none is named
   * @throws Problem if there is no such zone
   */
  public static CompanyClock clock(@Nullable String timeZone, CompanyClock otherwise) {
    if (timeZone == null) {
      return otherwise;
    }
    return ZoneNames.find(timeZone)
        .map(CompanyClock::new)
        .orElseThrow(
            () ->
                Problem.ofParameter(
                    "timeZone",
                    "There is no time zone '"
                        + timeZone
                        + "' in the IANA database; write one such as Europe/Berlin, UTC or"
                        + " Etc/GMT-2, which is always two hours ahead of UTC."));
  }

  /**
   * The resolution of a word.
   *
   * @throws Problem if it is none
   */
  public static Resolution resolution(@Nullable String word, Resolution otherwise) {
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
