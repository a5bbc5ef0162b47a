package io.quipu.model;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.Map;

/** The time zone of each company: its own if it has one, else the default. */
@AutoValue
public abstract class TimeZones implements Serializable {
  private static final long serialVersionUID = 1L;

  public abstract ZoneId defaultZone();

  /** The zones of the companies that have their own. */
  public abstract Map<String, ZoneId> companies();

  public static TimeZones of(ZoneId defaultZone, Map<String, ZoneId> companies) {
    return new AutoValue_TimeZones(defaultZone, Map.copyOf(companies));
  }

  /** The zone in which the company's buckets start and end. */
  public ZoneId of(String company) {
    return companies().getOrDefault(company, defaultZone());
  }
}
