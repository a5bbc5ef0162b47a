package io.quipu.store.jobs;

import java.util.Map;

/**
 * What the state and the rows of a run depend on, beside its input.
 *
 * @param shards how many shards each month has
 * @param zones the time zone of each company that has one of its own; under the empty name, the
 *     zone of all others
 * @param zoneRules for each of these zones a hash of its rules, which change with Java's time zone
 *     database
 * @param sequences for each sequence of the catalog a hash of its meaning
 */
public record RunSetup(
    int shards,
    Map<String, String> zones,
    Map<String, String> zoneRules,
    Map<String, String> sequences) {
  /** The key of the default in {@code zones}. */
  public static final String OTHERS = "";

  /** The setup of a run that an earlier build has noted. */
  public static final RunSetup UNKNOWN = new RunSetup(0, Map.of(), Map.of(), Map.of());

  public RunSetup {
    zones = Map.copyOf(zones);
    zoneRules = Map.copyOf(zoneRules);
    sequences = Map.copyOf(sequences);
  }

  /** Whether this was noted. */
  public boolean isKnown() {
    return shards > 0;
  }

  /** The zone of a company. */
  public String zone(String company) {
    return zones.getOrDefault(company, zones.getOrDefault(OTHERS, ""));
  }
}
