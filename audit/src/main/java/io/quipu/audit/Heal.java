package io.quipu.audit;

import io.quipu.audit.recount.Difference;
import io.quipu.io.StartupException;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.pipeline.CatalogSlices;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.counts.CountWriteStatements;
import io.quipu.store.jobs.Heartbeats;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.writes.CountsWriter;
import io.quipu.store.writes.RowTarget;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the right rows over wrong ones. They have an owner of their own, which comes after all
 * owners before it, and before those of the job's next start. So they replace what is stored,
 * whatever its numbers, and the job replaces them in turn.
 */
public final class Heal {
  private static final int WRITES_IN_FLIGHT = 64;

  private final JobSpec spec;
  private final Catalog catalog;
  private final boolean stopped;
  private final Consumer<String> progress;

  /**
   * Heals the keyspace of a job.
   *
   * @param stopped whether the user has stopped the job. Not every kind of job has a heartbeat
   * @param progress takes a line about what takes long
   */
  public Heal(JobSpec spec, Catalog catalog, boolean stopped, Consumer<String> progress) {
    this.spec = spec;
    this.catalog = catalog;
    this.stopped = stopped;
    this.progress = progress;
  }

  /**
   * Checks that no process runs the job: its rows would win over healed ones, or would be lost.
   *
   * @throws StartupException if one does, or if the keyspace knows no run
   */
  public void requireStopped() throws InterruptedException {
    try (RunHistory history = history()) {
      requireStopped(history);
    }
  }

  private JobRun requireStopped(RunHistory history) throws InterruptedException {
    Optional<Heartbeats.Beat> beat = history.lastBeat().filter(each -> !each.isOfDeadProcess());
    if (beat.isPresent()) {
      throw new StartupException(
          ("Process %d on %s runs this kind of job into the keyspace '%s'. Stop it, and keep its"
                  + " state. Then heal, and start it again.")
              .formatted(beat.get().pid(), beat.get().host(), spec.cassandra().keyspace()));
    }
    Optional<JobRun> unfinished =
        history.runs().stream().filter(run -> !run.hasEnded()).findFirst();
    if (unfinished.isPresent() && !stopped) {
      throw new StartupException(
          ("The run that began at %s has not ended. Stop the job, and keep its state. Then heal"
                  + " with --stopped, which says that you have stopped it.")
              .formatted(unfinished.get().startedText()));
    }
    return history.runs().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new StartupException(
                    ("The keyspace '%s' knows no run, so nothing says who may write into it. Count"
                            + " the events into another keyspace instead.")
                        .formatted(spec.cassandra().keyspace())));
  }

  /**
   * Requires that the input is all that the keyspace has counted: else right rows would be
   * replaced.
   *
   * @throws StartupException with all gaps
   */
  public static void requireWhole(Audit.Result found) {
    if (!found.gaps().isEmpty()) {
      throw new StartupException(
          "The rows cannot be healed, because the input is not all that the keyspace has counted. "
              + String.join(" ", found.gaps()));
    }
  }

  /** The differences that can be healed: those whose right numbers are known. */
  public static List<Difference> healable(List<Difference> differences) {
    return differences.stream()
        .filter(each -> each.expected() == null || each.expected().isExact())
        .toList();
  }

  /**
   * Writes the right rows.
   *
   * @param differences those of {@link #healable}
   * @throws StartupException if a process runs the job
   */
  public void write(List<Difference> differences) throws InterruptedException {
    RowTarget target =
        RowTarget.of(spec.cassandra(), WRITES_IN_FLIGHT)
            .withSlices(new CatalogSlices(catalog))
            .withTimeZones(catalog.timeZones());
    try (RunHistory history = history();
        CountsWriter writer = CountsWriter.open(target, CountWriteStatements.kind(), batch -> {})) {
      long owner = history.takeOwner(requireStopped(history).incarnation());
      List<CountRow> rows = new ArrayList<>();
      differences.forEach(each -> rows.add(row(each).ownedBy(owner)));
      writer.write(rows);
      writer.awaitDurable();
    }
  }

  private RunHistory history() throws InterruptedException {
    return RunsTable.open(spec.cassandra(), spec.kind().runs(), spec.startupTimeout(), progress);
  }

  /** A row without events has the count 0, which removes it. */
  private CountRow row(Difference difference) {
    Difference.Numbers right = difference.expected();
    ZoneId zone = catalog.timeZones().of(difference.company());
    return new CountRow(
        difference.company(),
        difference.customer(),
        difference.statistic(),
        difference.dimension(),
        difference.value(),
        difference.resolution(),
        Instant.ofEpochMilli(difference.bucketStart()).atZone(zone).getYear(),
        difference.bucketStart(),
        right == null ? 0 : right.count(),
        right == null ? null : right.uniques(),
        right == null ? Map.of() : right.sums());
  }
}
