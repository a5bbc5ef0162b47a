package io.quipu.simulation.planted;

import io.quipu.simulation.runner.RunnerTampering;
import io.quipu.simulation.schedule.PlantedBugs;
import io.quipu.simulation.schedule.Scenario;
import io.quipu.simulation.world.WorldTampering;
import java.util.List;

/** The planted bugs, each with a scenario that must catch it. */
enum PlantedBug {
  FORGETS_AN_ID_AT_RESTORE(
      Scenario.CRASHES, RunnerBugs.restores(RunnerBugs.CHECK, RunnerBugs::withoutLastIds)),
  FORGETS_A_SHARD_OF_CUSTOMERS(
      Scenario.CRASHES, RunnerBugs.restores(RunnerBugs.CHECK, RunnerBugs::withoutFirstKey)),
  FORGETS_A_SHARD_OF_TOTALS(
      Scenario.CRASHES, RunnerBugs.snapshots(RunnerBugs.TOTALS, RunnerBugs::withoutFirstKey)),
  LOSES_TIMERS_OF_WINDOWS(
      Scenario.CRASHES, RunnerBugs.snapshots(RunnerBugs.MERGE, RunnerBugs::withoutTimers)),
  LOSES_A_WAITING_BATCH(
      Scenario.CRASHES,
      RunnerBugs.snapshots(RunnerBugs.MERGE, RunnerBugs.withoutLastPart("pending"))),
  FORGETS_GENERATIONS_OF_PAGES(
      Scenario.EXPIRY, RunnerBugs.restores(RunnerBugs.CHECK, RunnerBugs::withoutGenerations)),
  FORGETS_GENERATIONS_OF_TOTALS(
      Scenario.EXPIRY, RunnerBugs.restores(RunnerBugs.TOTALS, RunnerBugs::withoutGenerations)),
  FORGETS_LAST_GENERATION_OF_PAGES(
      Scenario.PORTIONS, RunnerBugs.restores(RunnerBugs.CHECK, RunnerBugs::withoutLastGeneration)),
  FORGETS_LAST_GENERATION_OF_TOTALS(
      Scenario.PORTIONS, RunnerBugs.restores(RunnerBugs.TOTALS, RunnerBugs::withoutLastGeneration)),
  CHECKPOINT_LACKS_BUNDLE_OF_EVENTS(Scenario.CRASHES, RunnerBugs.openBundles(RunnerBugs.BATCH)),
  CHECKPOINT_LACKS_BUNDLE_OF_INCREMENTS(
      Scenario.CRASHES, RunnerBugs.openBundles(RunnerBugs.FAN_OUT)),
  CHECKPOINT_LACKS_BUNDLE_OF_ROWS(Scenario.CRASHES, RunnerBugs.openBundles(RunnerBugs.WRITE)),
  BARRIERS_ARE_NOT_ALIGNED(Scenario.CRASHES, RunnerBugs.withoutAlignment()),
  PAGE_CACHE_SURVIVES_RESTART(Scenario.CRASHES, RunnerBugs.keptInstances(RunnerBugs.CHECK)),
  SET_TIMERS_SURVIVE_RESTART(Scenario.CRASHES, RunnerBugs.keptInstances(RunnerBugs.MERGE)),
  SKIPS_A_RECORD_AFTER_RESTORE(Scenario.CRASHES, RunnerBugs.offsets(1)),
  READS_A_RECORD_TWICE_AFTER_RESTORE(Scenario.CRASHES, RunnerBugs.offsets(-1)),
  FORGETS_AN_ADDED_PARTITION(Scenario.PARTITIONS, RunnerBugs.withoutAddedPartitions()),
  DUPLICATES_A_BATCH(Scenario.CRASHES, RunnerBugs.copies(RunnerBugs.TOTALS, 2)),
  LOSES_A_BATCH(Scenario.CRASHES, RunnerBugs.copies(RunnerBugs.TOTALS, 0)),
  DROPS_LATE_EVENTS(Scenario.CRASHES, RunnerBugs.dropsLate()),
  WATERMARK_TOO_EARLY(Scenario.CRASHES, RunnerBugs.earlyWatermark()),
  STATE_IN_WRONG_SUBTASK(Scenario.CRASHES, RunnerBugs.misplacedKeys()),
  CODER_DROPS_CUSTOMER(Scenario.CRASHES, RunnerBugs.withoutCustomers()),
  LOSES_ROWS(Scenario.CRASHES, WorldBugs.losesRows()),
  ADDS_TO_ROWS(Scenario.CRASHES, WorldBugs.adds()),
  VERSION_FROM_CLOCK(Scenario.ZOMBIE, WorldBugs.versionFromClock()),
  VERSION_TURNED_ROUND(Scenario.CRASHES, WorldBugs.versionTurnedRound()),
  DOES_NOT_WAIT_FOR_ROWS(Scenario.CRASHES, WorldBugs.doesNotWaitForRows()),
  DOES_NOT_WAIT_FOR_PAGES(Scenario.EXPIRY, WorldBugs.doesNotWaitForPages()),
  FORGETS_SECOND_TABLE(Scenario.CRASHES, WorldBugs.forgetsSecondTable()),
  LOSES_PAGES_OF_CUSTOMERS(Scenario.EXPIRY, WorldBugs.losesPages("uniqueness")),
  LOSES_PAGES_OF_TOTALS(Scenario.EXPIRY, WorldBugs.losesPages("totals")),
  PAGES_WITHOUT_GENERATIONS(Scenario.DRAIN, WorldBugs.ignoresGenerations()),
  READS_OLDEST_PAGE(Scenario.EXPIRY, WorldBugs.readsOldestPage()),
  LOSES_TOTALS_TAKEN_OVER(Scenario.DRAIN, WorldBugs.losesBasePages()),
  TAKES_OVER_NO_HOURS(Scenario.DRAIN, WorldBugs.readsNoHours()),
  TAKES_OVER_NOTHING(Scenario.DRAIN, WorldBugs.readsNoRows()),
  DOES_NOT_WAIT_FOR_JOURNAL(Scenario.LOOKUPS, WorldBugs.doesNotWaitForJournal()),
  DOES_NOT_READ_JOURNAL(Scenario.LOOKUPS, WorldBugs.readsNoEntries()),
  WAKES_NO_SHARDS(Scenario.LOOKUPS, WorldBugs.wakesNoShards()),
  VERSION_WITHOUT_OWNER(Scenario.LOOKUPS, WorldBugs.versionWithoutOwner()),
  REMOVES_NO_ROWS(Scenario.LOOKUPS, WorldBugs.removesNoRows()),
  SETTLES_TOO_EARLY(Scenario.CRASHES, WorldBugs.settlesTooEarly()),
  FORGETS_A_SHARD_OF_HISTORIES(
      Scenario.SEQUENCES, RunnerBugs.restores(RunnerBugs.HISTORIES, RunnerBugs::withoutFirstKey)),
  LOSES_PAGES_OF_HISTORIES(Scenario.SEQUENCES, WorldBugs.losesPages("sequences")),
  CHECKPOINT_LACKS_BUNDLE_OF_SEQUENCES(
      Scenario.SEQUENCES, RunnerBugs.openBundles(RunnerBugs.HISTORIES)),
  CHECKPOINT_LACKS_ADMITTED_VALUES(
      Scenario.LIMITS, RunnerBugs.snapshots(RunnerBugs.LIMIT, keys -> List.of())),
  ADMITTED_VALUES_SURVIVE_RESTART(Scenario.LIMITS, RunnerBugs.keptInstances(RunnerBugs.LIMIT)),
  LOSES_PAGES_OF_ADMITTED_VALUES(Scenario.LIMITS, WorldBugs.losesPages("admitted")),
  VERSION_IS_THE_COUNT(Scenario.SEQUENCES, WorldBugs.versionIsTheCount()),
  NOTES_WITHHELD_ROWS(Scenario.CRASHES, WorldBugs.notesWithheldRows());

  private final Scenario scenario;

  @SuppressWarnings("ImmutableEnumChecker") // Its classes are not annotated.
  private final PlantedBugs plants;

  PlantedBug(Scenario scenario, RunnerTampering runner) {
    this(scenario, new PlantedBugs(runner, WorldTampering.NONE));
  }

  PlantedBug(Scenario scenario, WorldTampering world) {
    this(scenario, new PlantedBugs(RunnerTampering.NONE, world));
  }

  PlantedBug(Scenario scenario, PlantedBugs plants) {
    this.scenario = scenario;
    this.plants = plants;
  }

  Scenario scenario() {
    return scenario;
  }

  PlantedBugs plants() {
    return plants;
  }
}
