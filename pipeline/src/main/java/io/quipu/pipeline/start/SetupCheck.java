package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.model.calendar.TimeZones;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunSetup;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the setup of a start with those of the runs before it. What cannot fit would make
 * numbers wrong without a sign, so it is refused.
 */
final class SetupCheck {
  private final RunSetup setup;
  private final RunHistory history;

  SetupCheck(RunSetup setup, RunHistory history) {
    this.setup = setup;
    this.history = history;
  }

  /** The setup of a job with this catalog. */
  static RunSetup setup(int shards, TimeZones timeZones) {
    Map<String, String> zones = new HashMap<>();
    Map<String, ZoneRules> rules = new TreeMap<>();
    zones.put(RunSetup.OTHERS, timeZones.defaultZone().getId());
    rules.put(timeZones.defaultZone().getId(), timeZones.defaultZone().getRules());
    timeZones
        .companies()
        .forEach(
            (company, zone) -> {
              zones.put(company, zone.getId());
              rules.put(zone.getId(), zone.getRules());
            });
    return new RunSetup(shards, zones, hash(rules));
  }

  private static String hash(Map<String, ZoneRules> rules) {
    StringBuilder text = new StringBuilder();
    rules.forEach(
        (zone, of) ->
            text.append(zone)
                .append(of.getTransitions())
                .append(of.getTransitionRules())
                .append(of.getOffset(Instant.EPOCH)));
    return JobPreparation.hash(text.toString());
  }

  RunSetup setup() {
    return setup;
  }

  /**
   * Requires that a start can continue a run.
   *
   * @throws StartupException if the run's state does not fit
   */
  void requireFits(JobRun run) {
    RunSetup before = run.setup();
    if (!before.isKnown()) {
      return;
    }
    if (before.shards() != setup.shards()) {
      throw new StartupException(
          ("The run that began at %s has --shards=%d, and this start has %d. The number is fixed for"
                  + " the life of the state. Give --shards=%d. Or drain the job, and start it with"
                  + " --start-from=committed and the new number.")
              .formatted(run.startedText(), before.shards(), setup.shards(), before.shards()));
    }
    requireSameZones(run);
    if (before.zones().equals(setup.zones()) && !before.zoneRules().equals(setup.zoneRules())) {
      throw new StartupException(
          ("Java's time zone database has other rules for the zones of the catalog than when the run"
                  + " began at %s, so its state has other hours and days. Start it with the Java of"
                  + " before, and drain it. Then start it with this Java and --start-from=committed.")
              .formatted(run.startedText()));
    }
  }

  /**
   * Requires that a start counts each company in the same hours and days as a run before.
   *
   * @throws StartupException if a company with counts has another time zone
   */
  void requireSameZones(JobRun run) {
    RunSetup before = run.setup();
    if (!before.isKnown()) {
      return;
    }
    String others = before.zone(RunSetup.OTHERS);
    if (!others.equals(setup.zone(RunSetup.OTHERS))) {
      throw otherZone("The companies without a zone of their own", others, RunSetup.OTHERS, run);
    }
    TreeMap<String, String> companies = new TreeMap<>(before.zones());
    companies.putAll(setup.zones());
    for (String company : companies.keySet()) {
      String zone = before.zone(company);
      // A company that is new to the catalog may be new to the keyspace, too.
      if (!zone.equals(setup.zone(company)) && history.hasCounts(company)) {
        throw otherZone("The company '" + company + "'", zone, company, run);
      }
    }
  }

  private StartupException otherZone(String who, String zone, String company, JobRun run) {
    return new StartupException(
        ("%s had the time zone %s when the run began at %s, and the catalog now says %s. The stored"
                + " hours and days are those of %s. Write %s into the catalog, or count everything"
                + " again into another --keyspace.")
            .formatted(who, zone, run.startedText(), ZoneId.of(setup.zone(company)), zone, zone));
  }
}
