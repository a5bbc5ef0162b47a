package io.quipu.model.calendar;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Time zones under their names in the IANA database, as in Europe/London. Java knows more, such as
 * Z and UTC+1, which no other program takes: browsers, for example, refuse them.
 */
public final class ZoneNames {
  /** UTC under its name in the database; that of {@link ZoneOffset#UTC} is Z. */
  public static final ZoneId UTC = ZoneId.of("UTC");

  private static final int SECONDS_PER_HOUR = 3600;

  /** The database has fixed offsets of whole hours from Etc/GMT+12 to Etc/GMT-14. */
  private static final int MOST_WEST = -12;

  private static final int MOST_EAST = 14;

  private ZoneNames() {}

  /** The zone of a name in the IANA database; none if the database has no such name. */
  public static Optional<ZoneId> find(String name) {
    return ZoneId.getAvailableZoneIds().contains(name)
        ? Optional.of(ZoneId.of(name))
        : Optional.empty();
  }

  /**
   * The same clock under its name in the IANA database. An offset that has none there, such as
   * +05:30, stays what it is.
   */
  public static ZoneId named(ZoneId zone) {
    if (ZoneId.getAvailableZoneIds().contains(zone.getId())) {
      return zone;
    }
    return zone.normalized() instanceof ZoneOffset offset ? named(offset) : zone;
  }

  /**
   * The zone that was stored under a name, which may be older than this rule.
   *
   * @throws DateTimeException if this Java does not know it
   */
  public static ZoneId stored(String name) {
    return named(ZoneId.of(name));
  }

  /** The name of the clock that a text such as Z, +02:00 or UTC+2 means; none if it means none. */
  public static Optional<String> ofOffset(String text) {
    try {
      return ZoneId.of(text).normalized() instanceof ZoneOffset offset
          ? Optional.of(named(offset)).flatMap(zone -> find(zone.getId())).map(ZoneId::getId)
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static ZoneId named(ZoneOffset offset) {
    int hours = offset.getTotalSeconds() / SECONDS_PER_HOUR;
    if (offset.getTotalSeconds() == 0) {
      return UTC;
    }
    boolean isInDatabase =
        hours * SECONDS_PER_HOUR == offset.getTotalSeconds()
            && hours >= MOST_WEST
            && hours <= MOST_EAST;
    // There, signs are the other way round: Etc/GMT-2 is two hours ahead of UTC.
    return isInDatabase ? ZoneId.of("Etc/GMT" + (hours > 0 ? "-" : "+") + Math.abs(hours)) : offset;
  }
}
