package io.quipu.model.calendar;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Converts time zones to their names in the IANA database, such as Europe/London. Java knows other
 * names, such as Z and UTC+1, which other programs, such as browsers, refuse.
 */
public final class ZoneNames {
  /** UTC under its name in the database; the name of {@link ZoneOffset#UTC} is Z. */
  public static final ZoneId UTC = ZoneId.of("UTC");

  private static final int SECONDS_PER_HOUR = 3600;

  /** The database has fixed offsets of whole hours from Etc/GMT+12 to Etc/GMT-14. */
  private static final int MOST_WEST = -12;

  private static final int MOST_EAST = 14;

  private ZoneNames() {}

  /** The zone with this name in the IANA database; empty if the database has no such name. */
  public static Optional<ZoneId> find(String name) {
    return ZoneId.getAvailableZoneIds().contains(name)
        ? Optional.of(ZoneId.of(name))
        : Optional.empty();
  }

  /**
   * The same zone under its name in the IANA database. An offset without such a name, such as
   * +05:30, is returned unchanged.
   */
  public static ZoneId named(ZoneId zone) {
    if (ZoneId.getAvailableZoneIds().contains(zone.getId())) {
      return zone;
    }
    return zone.normalized() instanceof ZoneOffset offset ? named(offset) : zone;
  }

  /**
   * The zone of a stored name. Older rows may have names that are not in the IANA database.
   *
   * @throws DateTimeException if this version of Java does not know the name
   */
  public static ZoneId stored(String name) {
    return named(ZoneId.of(name));
  }

  /** The IANA name of an offset such as Z, +02:00 or UTC+2; empty if there is none. */
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
    // The signs of these names are reversed: Etc/GMT-2 is two hours ahead of UTC.
    return isInDatabase ? ZoneId.of("Etc/GMT" + (hours > 0 ? "-" : "+") + Math.abs(hours)) : offset;
  }
}
