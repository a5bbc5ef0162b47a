package io.quipu.audit.closed;

import io.quipu.audit.TemporaryFolder;
import io.quipu.audit.input.PositionedLog;
import io.quipu.audit.recount.Comparison;
import io.quipu.audit.recount.Due;
import io.quipu.audit.recount.Recount;
import io.quipu.audit.recount.RecountTask;
import io.quipu.io.StartupException;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.progress.Counted;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.directory.Directory;
import io.quipu.store.progress.AuditScope;
import io.quipu.store.progress.ProgressReader;
import io.quipu.store.session.CassandraSession;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Compares buckets that have closed with a recount, beside the job that counts. It keeps the events
 * since a month, and reads each record and each row once.
 *
 * <p>A job never makes a right row look wrong: the rows of all records before the positions that it
 * has noted are durable, and no row has records that come after the rows were read. So each row
 * must be between the counts of both.
 */
final class BucketAudit implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int LOOKS = 2;

  private final Catalog catalog;
  private final boolean whole;
  private final ProgressReader progress;
  private final Directory directory;
  private final ClosedRows rows;
  private final TemporaryFolder folder;
  private final PositionedLog log;
  private final Recount recount;

  /** Thrown if a job has not said how far it is; the message says why. */
  static final class NotCountedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotCountedException(String why) {
      super(why);
    }
  }

  /** What an audit found, and when it read the rows. */
  record Result(Instant audited, Comparison comparison) {}

  private BucketAudit(
      JobSpec spec,
      Catalog catalog,
      CassandraSession session,
      boolean whole,
      YearMonth first,
      TemporaryFolder folder)
      throws SQLException, InterruptedException {
    String keyspace = spec.cassandra().keyspace();
    this.catalog = catalog;
    this.whole = whole;
    this.folder = folder;
    progress = new ProgressReader(session, keyspace, spec.kind().runs());
    directory = Directory.ofCompanies(session, keyspace);
    rows = new ClosedRows(session, keyspace, catalog);
    // The month begins first where the clock is farthest ahead.
    log =
        PositionedLog.open(
            spec,
            (JobSpec.Input.Topics) spec.input(),
            first.atDay(1).atStartOfDay(AuditScope.EARLIEST).toInstant());
    recount = Recount.open(catalog, spec.cassandra(), folder.path(), RecountTask.ofBuckets(first));
  }

  /**
   * Opens the audit of a job.
   *
   * @param session must stay open
   * @param whole whether the topics are all that the keyspace has counted; if not, only numbers
   *     that are too small are found
   * @param first the first month of which buckets are compared
   */
  static BucketAudit open(
      JobSpec spec, Catalog catalog, CassandraSession session, boolean whole, YearMonth first)
      throws SQLException, InterruptedException {
    TemporaryFolder folder = TemporaryFolder.make("quipu-audit");
    try {
      return new BucketAudit(spec, catalog, session, whole, first, folder);
    } catch (SQLException | InterruptedException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * How far the job has counted.
   *
   * @throws NotCountedException if nobody knows
   */
  Counted counted() throws NotCountedException {
    Counted counted = progress.counted();
    if (counted.unknown() != null) {
      throw new NotCountedException(counted.unknown());
    }
    return counted;
  }

  /**
   * Audits closed buckets. A call after a failure begins again, and reads no event twice.
   *
   * @throws StartupException if Kafka does not answer
   */
  Result audit(AuditScope scope) throws SQLException, InterruptedException, NotCountedException {
    for (int look = 1; ; look++) {
      recount.forgetUncounted();
      log.readCounted(counted().positions(), recount::add);
      List<Due> due = due(scope);
      recount.setDue(due);
      Instant audited = Instant.now();
      recount.forgetStored();
      rows.read(scope, due, recount);
      log.readRest(recount::add);
      Comparison found = recount.compare(whole ? log.completeFrom() : Long.MAX_VALUE);
      recount.forgetUncounted();
      if (found.differences().isEmpty() || look == LOOKS) {
        return new Result(audited, found);
      }
      // An alarm wakes people, so it is worth a second look.
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  /** Whether refused records were replayed, so that this must be opened again. */
  boolean isOutdated() {
    return log.hasReplays();
  }

  /** Forgets the events of earlier months. */
  void forgetBefore(YearMonth month) throws SQLException {
    recount.forgetBefore(month);
  }

  private List<Due> due(AuditScope scope) throws SQLException {
    Set<String> companies = new TreeSet<>(recount.companies());
    try (Stream<String> known = directory.companies()) {
      known.forEach(companies::add);
    }
    List<Due> due = new ArrayList<>();
    companies.forEach(
        company ->
            DueBuckets.of(scope, company, catalog.timeZones().of(company)).ifPresent(due::add));
    return due;
  }

  @Override
  public void close() {
    try (folder;
        log) {
      recount.close();
    } catch (SQLException e) {
      throw new IllegalStateException("The recount cannot be closed.", e);
    }
  }
}
