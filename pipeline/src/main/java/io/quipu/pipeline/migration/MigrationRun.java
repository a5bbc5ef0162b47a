package io.quipu.pipeline.migration;

import io.quipu.io.StartupException;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.state.Generations;
import io.quipu.model.state.Shard;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.start.SetupCheck;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The run under which a migration is noted, so that jobs know what the keyspace has. */
public final class MigrationRun {
  private MigrationRun() {}

  /**
   * Begins a migration, or continues it.
   *
   * @param from what the counters come from
   * @param keyspace the keyspace of the final counts, for messages
   * @param progress takes a line if the migration has begun before
   * @throws StartupException if the keyspace has other counts
   */
  public static JobRun begin(
      RunHistory history,
      String from,
      TimeZones zones,
      String keyspace,
      Consumer<String> progress) {
    List<JobRun> runs = history.runs();
    String job = JobSpec.migrationFrom(from);
    if (runs.isEmpty() && !history.hasCounts()) {
      JobRun run =
          new JobRun(
              Generations.next(Clock.systemUTC(), 0, List.of()),
              job,
              "migration",
              null,
              Instant.now(),
              Map.of(),
              SetupCheck.setup(Shard.DEFAULT_COUNT, zones, List.of()),
              null);
      history.begin(run, List.of());
      return run;
    }
    if (runs.size() == 1 && runs.get(0).job().equals(job)) {
      progress.accept("The migration has begun before; all rows are written again.");
      return runs.get(0);
    }
    throw new StartupException(
        ("The keyspace '%s' has counts already, and a migration does not add to them. Name a keyspace"
                + " without counts.")
            .formatted(keyspace));
  }
}
