package io.quipu.audit;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.audit.input.EventLog;
import io.quipu.audit.input.EventLogs;
import io.quipu.audit.recount.Comparison;
import io.quipu.audit.recount.Recount;
import io.quipu.io.StartupException;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.RunFile;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.queries.TableScan;
import io.quipu.store.session.CassandraSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
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
   * @param filesLeftOut files that were counted into the keyspace, and are not in the input
   * @param records how many records were read
   * @param refused how many of them the job would refuse now
   */
  public record Result(
      Comparison comparison,
      boolean complete,
      boolean stopped,
      List<String> filesLeftOut,
      long records,
      long refused) {
    public Result {
      filesLeftOut = List.copyOf(filesLeftOut);
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
    Path folder = temporaryFolder();
    try (EventLog log = EventLogs.open(spec, progress);
        CassandraSession session =
            CassandraSession.open(spec.cassandra(), spec.startupTimeout(), progress);
        Recount recount = Recount.open(catalog, spec.cassandra(), folder, month)) {
      progress.accept("Reading the events ...");
      log.readCounted(recount::add);
      RunHistory history = new RunsTable(session, spec.cassandra().keyspace(), spec.kind().runs());
      TableScan scan = new TableScan(session, spec.cassandra().keyspace());
      for (int look = 1; ; look++) {
        progress.accept("Reading the rows ...");
        recount.forgetStored();
        for (StoredTable table : StoredTable.values()) {
          scan.<SQLException>read(table, recount::addStored);
        }
        log.readRest(recount::add);
        Comparison found = recount.compare(log.isComplete());
        boolean running = history.lastBeat().isPresent();
        if (found.differences().isEmpty() || !running || look == MAX_LOOKS) {
          return new Result(
              found,
              log.isComplete(),
              !running && history.runs().stream().anyMatch(run -> !run.hasEnded()),
              filesLeftOut(history, log),
              recount.records(),
              recount.refused());
        }
        // Increments wait in state for some seconds, also after their offsets were committed.
        progress.accept(
            "%,d rows differ. The job runs, so some may be late; looking again in %d s ..."
                .formatted(found.differences().size(), PAUSE.toSeconds()));
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } catch (SQLException e) {
      throw new StartupException(
          "The events cannot be counted in %s: %s. Check the free space there, or set TMPDIR."
              .formatted(folder, e.getMessage()),
          e);
    } finally {
      delete(folder);
    }
  }

  private static List<String> filesLeftOut(RunHistory history, EventLog log) {
    return history.runs().stream()
        .flatMap(run -> history.files(run.incarnation()).stream())
        .map(RunFile::name)
        .distinct()
        .filter(name -> !log.hasFile(name))
        .toList();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("quipu-audit");
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder can be made; set TMPDIR to one.", e);
    }
  }

  private static void delete(Path folder) {
    try {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be deleted.", e);
    }
  }
}
