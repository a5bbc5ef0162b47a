package io.quipu.model.calendar;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * The time zone of each company: its own if it has one, else the default.
 *
 * <pre>{@code
 * TimeZones zones =
 *     TimeZones.of(ZoneOffset.UTC, Map.of("acme", ZoneId.of("Europe/Berlin")));
 * }</pre>
 */
@AutoValue
public abstract class TimeZones implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The zone of the companies that have no zone of their own. */
  public abstract ZoneId defaultZone();

  /** The zones of the companies that have their own. */
  public abstract Map<String, ZoneId> companies();

  /** One time zone for all companies. */
  public static TimeZones of(ZoneId zone) {
    return of(zone, Map.of());
  }

  /**
   * The zones of some companies, and one for all others. Each zone is converted to its name in the
   * IANA database if it has one.
   *
   * @param defaultZone the zone of the companies that have no zone of their own
   * @param companies the zones of the companies that have one, by the company
   */
  public static TimeZones of(ZoneId defaultZone, Map<String, ZoneId> companies) {
    Map<String, ZoneId> named = new HashMap<>();
    companies.forEach((company, zone) -> named.put(company, ZoneNames.named(zone)));
    return new AutoValue_TimeZones(ZoneNames.named(defaultZone), Map.copyOf(named));
  }

  /** The zone in which the company's buckets start and end. */
  public ZoneId of(String company) {
    return companies().getOrDefault(company, defaultZone());
  }
}
