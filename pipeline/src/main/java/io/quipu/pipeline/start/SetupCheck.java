package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunSetup;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares the setup of a start with those of the runs before it. What cannot fit would make
 * numbers wrong without a sign, so it is refused.
 */
public final class SetupCheck {
  /** An event from before is refused. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private final RunSetup setup;
  private final RunHistory history;

  SetupCheck(RunSetup setup, RunHistory history) {
    this.setup = setup;
    this.history = history;
  }

  /**
   * The setup of a job with so many shards, and with the time zones and sequences of its catalog.
   */
  public static RunSetup setup(
      int shards, TimeZones timeZones, List<SequenceDefinition> sequences) {
    Map<String, String> zones = new HashMap<>();
    Map<String, String> rules = new HashMap<>();
    zones.put(RunSetup.OTHERS, timeZones.defaultZone().getId());
    rules.put(timeZones.defaultZone().getId(), rules(timeZones.defaultZone()));
    timeZones
        .companies()
        .forEach(
            (company, zone) -> {
              zones.put(company, zone.getId());
              rules.computeIfAbsent(zone.getId(), id -> rules(zone));
            });
    return new RunSetup(
        shards,
        zones,
        rules,
        sequences.stream()
            .collect(
                Collectors.toMap(
                    SequenceDefinition::name, each -> JobPreparation.hash(each.meaning()))));
  }

  /** A hash of the rules of a zone since the earliest event that can count. */
  private static String rules(ZoneId zone) {
    ZoneRules rules = zone.getRules();
    return JobPreparation.hash(
        rules.getOffset(EARLIEST)
            + rules.getTransitions().stream()
                .filter(transition -> transition.getInstant().isAfter(EARLIEST))
                .toList()
                .toString()
            + rules.getTransitionRules());
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
    before
        .zoneRules()
        .forEach(
            (zone, rules) -> {
              if (!setup.zoneRules().getOrDefault(zone, rules).equals(rules)) {
                throw otherRules(zone, run);
              }
            });
  }

  private static StartupException otherRules(String zone, JobRun run) {
    return new StartupException(
        ("Java's time zone database has other rules for %s than when the run began at %s, so its state"
                + " has other hours and days. Start it with the Java of before, and drain it. Then"
                + " start it with this Java and --start-from=committed.")
            .formatted(zone, run.startedText()));
  }

  /**
   * Requires that a start counts each company in the same hours and days as a run before, and the
   * same sequences.
   *
   * @throws StartupException if a company with counts has another time zone, or a sequence another
   *     meaning
   */
  void requireSameZones(JobRun run) {
    RunSetup before = run.setup();
    if (!before.isKnown()) {
      return;
    }
    requireSameSequences(run);
    String others = before.zone(RunSetup.OTHERS);
    if (differ(others, setup.zone(RunSetup.OTHERS)) && history.hasCounts()) {
      throw otherZone("The companies without a zone of their own", others, RunSetup.OTHERS, run);
    }
    TreeMap<String, String> companies = new TreeMap<>(before.zones());
    companies.putAll(setup.zones());
    for (String company : companies.keySet()) {
      String zone = before.zone(company);
      // A company that is new to the catalog may be new to the keyspace, too.
      if (differ(zone, setup.zone(company)) && history.hasCounts(company)) {
        throw otherZone("The company '" + company + "'", zone, company, run);
      }
    }
  }

  private void requireSameSequences(JobRun run) {
    run.setup()
        .sequences()
        .forEach(
            (name, meaning) -> {
              if (!setup.sequences().getOrDefault(name, meaning).equals(meaning)) {
                throw new StartupException(
                    ("The sequence '%1$s' had another meaning when the run began at %2$s, and the"
                            + " stored numbers follow that one. Give the new sequence another name,"
                            + " such as '%1$s_2', or count everything again into another"
                            + " --keyspace.")
                        .formatted(name, run.startedText()));
              }
            });
  }

  /** Whether two zones have other rules; one zone can have several names. */
  private static boolean differ(String first, String second) {
    return !first.equals(second)
        && !ZoneId.of(first).getRules().equals(ZoneId.of(second).getRules());
  }

  private StartupException otherZone(String who, String zone, String company, JobRun run) {
    return new StartupException(
        ("%s had the time zone %s when the run began at %s, and the catalog now says %s. The stored"
                + " hours and days are those of %s. Write %s into the catalog, or count everything"
                + " again into another --keyspace.")
            .formatted(who, zone, run.startedText(), setup.zone(company), zone, zone));
  }
}
