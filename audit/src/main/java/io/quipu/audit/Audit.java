package io.quipu.audit;

import io.quipu.audit.input.EventLog;
import io.quipu.audit.input.EventLogs;
import io.quipu.audit.recount.Comparison;
import io.quipu.audit.recount.Recount;
import io.quipu.audit.recount.RecountTask;
import io.quipu.io.StartupException;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.AuditScope;
import io.quipu.store.progress.AuditsTable;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.queries.TableScan;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.FileSystems;
import org.jspecify.annotations.Nullable;

/**
 * Counts the raw events of a job again, and compares the result with the rows of its keyspace.
 *
 * <p>The job may run meanwhile. The audit reads the records that the job has counted for sure, then
 * the rows, and then the records that came since. A row in which later records count must be
 * between the two results; each other row must be equal. A row that is late is looked at again.
 */
public final class Audit {
  /** A job that is behind holds increments for up to 8 seconds; see CombineInFixedWindows. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final int MAX_LOOKS = 4;

  private final JobSpec spec;
  private final Catalog catalog;
  private final @Nullable YearMonth month;
  private final Consumer<String> progress;

  /**
   * An audit of a job.
   *
   * @param spec the job, as it was started
   * @param month the local month to compare; null for all
   * @param progress takes a line about what takes long
   */
  public Audit(
      JobSpec spec, Catalog catalog, @Nullable YearMonth month, Consumer<String> progress) {
    this.spec = spec;
    this.catalog = catalog;
    this.month = month;
    this.progress = progress;
  }

  /**
   * The result of an audit.
   *
   * @param complete whether the log has all records since its beginning; if not, the stored numbers
   *     may be larger than those of the records that are left
   * @param stopped whether a run has not ended, and no process runs it; so what it read last may
   *     wait in its state
   * @param gaps why the input may not be all that the keyspace has counted; then right rows may be
   *     reported
   * @param records how many records were read
   * @param refused how many of them the job would refuse now
   */
  public record Result(
      Comparison comparison,
      boolean complete,
      boolean stopped,
      List<String> gaps,
      long records,
      long refused) {
    public Result {
      gaps = List.copyOf(gaps);
    }

    /** Whether no row differs. */
    public boolean isRight() {
      return comparison.differences().isEmpty();
    }
  }

  /**
   * Audits.
   *
   * @throws StartupException if the events cannot be read
   * @throws io.quipu.store.session.CassandraException if Cassandra cannot be used
   */
  public Result run() throws InterruptedException {
    FileSystems.setDefaultPipelineOptions(spec.options());
    try (TemporaryFolder folder = TemporaryFolder.make("quipu-audit");
        EventLog log = EventLogs.open(spec, progress);
        CassandraSession session =
            CassandraSession.open(spec.cassandra(), spec.startupTimeout(), progress);
        Recount recount =
            Recount.open(
                catalog,
                spec.cassandra(),
                folder.path(),
                RecountTask.all(spec.kind().runs(), month))) {
      new SchemaAdmin(session, CountsSchema.of(spec.cassandra().keyspace(), Replication.ONE))
          .requireCurrent();
      progress.accept("Reading the events ...");
      log.readCounted(recount::add);
      RunHistory history = new RunsTable(session, spec.cassandra().keyspace(), spec.kind().runs());
      TableScan scan = new TableScan(session, spec.cassandra().keyspace());
      for (int look = 1; ; look++) {
        progress.accept("Reading the rows ...");
        Instant audited = Instant.now();
        recount.forgetStored();
        for (StoredTable table : StoredTable.of(spec.kind().runs())) {
          scan.<SQLException>read(table, recount::addStored);
        }
        log.readRest(recount::add);
        Comparison found = recount.compare(log.isComplete() ? Long.MIN_VALUE : Long.MAX_VALUE);
        // Not every kind of job has a heartbeat.
        boolean running = history.lastBeat().isPresent();
        boolean mayRun =
            running
                || (!spec.isBounded() && history.runs().stream().anyMatch(run -> !run.hasEnded()));
        if (found.differences().isEmpty() || !mayRun || look == MAX_LOOKS) {
          new AuditsTable(session, spec.cassandra().keyspace(), spec.kind().runs())
              .note(new AuditsTable.AuditEnd(audited, scope(), found.differences().size()));
          return new Result(
              found,
              log.isComplete(),
              !running && history.runs().stream().anyMatch(run -> !run.hasEnded()),
              Coverage.gaps(spec, log.files(), history),
              recount.records(),
              recount.refused());
        }
        // Increments wait in state for some seconds, also after their offsets were committed.
        progress.accept(
            "%,d rows differ. The job may run, so some may be late; looking again in %d s ..."
                .formatted(found.differences().size(), PAUSE.toSeconds()));
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } catch (SQLException e) {
      throw new StartupException(
          "The events cannot be counted: %s. Check the free space for temporary files, or set TMPDIR."
              .formatted(e.getMessage()),
          e);
    }
  }

  private AuditScope scope() {
    return month == null ? new AuditScope.All() : new AuditScope.Month(month);
  }
}
