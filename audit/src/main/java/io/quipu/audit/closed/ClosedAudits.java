package io.quipu.audit.closed;

import io.quipu.audit.Audit;
import io.quipu.audit.Coverage;
import io.quipu.audit.input.PositionedLog;
import io.quipu.io.StartupException;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.progress.Counted;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.AuditScope;
import io.quipu.store.progress.AuditsTable;
import io.quipu.store.progress.AuditsTable.AuditEnd;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.RequestFailures;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.FileSystems;
import org.jspecify.annotations.Nullable;

/**
 * Audits each hour, day and month of a live job once, when it has closed, and notes each audit. So
 * it continues after a restart. Outages of Kafka and Cassandra are waited for.
 *
 * <p>If nothing was audited before, the first audit compares all rows.
 */
public final class ClosedAudits implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final JobSpec spec;
  private final Catalog catalog;
  private final @Nullable Instant since;
  private final AuditWatch watch;
  private final Consumer<String> progress;
  private final Schedule schedule;
  private final CassandraSession session;
  private final AuditsTable audits;
  private @Nullable BucketAudit open;
  private boolean allRight = true;

  private ClosedAudits(
      JobSpec spec,
      Catalog catalog,
      @Nullable Instant since,
      AuditWatch watch,
      Consumer<String> progress,
      CassandraSession session) {
    this.spec = spec;
    this.catalog = catalog;
    this.since = since;
    this.watch = watch;
    this.progress = progress;
    this.session = session;
    this.schedule = new Schedule(catalog.timeZones());
    this.audits = new AuditsTable(session, spec.cassandra().keyspace(), spec.kind().runs());
  }

  /**
   * Opens the audits of a job.
   *
   * @param since the time whose hour, day and month come first if nothing was audited; null to
   *     compare all rows first
   * @param progress takes a line about what takes long
   * @throws StartupException if hours of such a job cannot be audited
   */
  public static ClosedAudits open(
      JobSpec spec,
      Catalog catalog,
      @Nullable Instant since,
      AuditWatch watch,
      Consumer<String> progress)
      throws InterruptedException {
    if (!(spec.input() instanceof JobSpec.Input.Topics topics)
        || spec.kind() != JobKind.STATISTIC) {
      throw new StartupException(
          "Closed hours are audited for the Statistic job over topics. Without --closed-hours and"
              + " --follow, the audit compares all rows.");
    }
    PositionedLog.requireBeginning(topics);
    if (spec.delivery() != Delivery.EXACTLY_ONCE) {
      throw new StartupException(
          "Only a job with --delivery=exactly-once says how far it has counted, so its hours cannot"
              + " be audited while it runs. Leave out --closed-hours and --follow.");
    }
    FileSystems.setDefaultPipelineOptions(spec.options());
    CassandraSession session =
        CassandraSession.open(spec.cassandra(), spec.startupTimeout(), progress);
    try {
      new SchemaAdmin(session, CountsSchema.of(spec.cassandra().keyspace(), Replication.ONE))
          .requireCurrent();
      return new ClosedAudits(spec, catalog, since, watch, progress, session);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Audits what has closed.
   *
   * @param follow whether to wait for what closes later, until the thread is interrupted
   * @return whether all rows were right; if rows were wrong in an hour, its day says so again
   */
  public boolean run(boolean follow) throws InterruptedException {
    Duration wait = FIRST_WAIT;
    String told = "";
    while (true) {
      try {
        if (!auditNext()) {
          if (!follow) {
            return allRight;
          }
          TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        wait = FIRST_WAIT;
        told = "";
      } catch (BucketAudit.NotCountedException e) {
        String why = String.valueOf(e.getMessage());
        if (!follow) {
          throw new StartupException("Nothing can be audited now. " + why, e);
        }
        if (!why.equals(told)) {
          watch.waits(why);
          told = why;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      } catch (RuntimeException e) {
        if (!isOutage(e)) {
          throw e;
        }
        watch.failed(e, wait);
        TimeUnit.MILLISECONDS.sleep(wait.toMillis());
        wait =
            wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
      } catch (SQLException e) {
        throw new StartupException(
            "The events cannot be counted: %s. Check the free space for temporary files, or set TMPDIR."
                .formatted(e.getMessage()),
            e);
      }
    }
  }

  private static boolean isOutage(RuntimeException e) {
    return e instanceof StartupException
        || e instanceof CassandraException
        || (RequestFailures.isOfCassandra(e) && !RequestFailures.isInvalidRequest(e));
  }

  /** Audits one hour, day or month. Returns whether one had closed. */
  private boolean auditNext()
      throws SQLException, InterruptedException, BucketAudit.NotCountedException {
    List<AuditEnd> noted = audits.last();
    Schedule.Next next = schedule.after(noted).orElse(null);
    if (next == null) {
      if (since == null) {
        auditAll();
        return true;
      }
      next = schedule.since(since);
    }
    tellStanding(next, noted);
    BucketAudit audit = opened(next);
    Counted counted = audit.counted();
    Optional<AuditScope> scope = schedule.closed(next, Instant.ofEpochMilli(counted.upTo()));
    if (scope.isEmpty()) {
      return false;
    }
    audit.forgetBefore(next.month());
    long start = System.nanoTime();
    BucketAudit.Result result = audit.audit(scope.get());
    if (audit.isOutdated()) {
      progress.accept("Refused records were replayed; reading the events of the month again ...");
      close(audit);
      return true;
    }
    note(
        new AuditEnd(result.audited(), scope.get(), result.comparison().differences().size()),
        noted);
    allRight = allRight && result.comparison().differences().isEmpty();
    watch.audited(scope.get(), result.comparison(), Duration.ofNanos(System.nanoTime() - start));
    List<AuditEnd> now = audits.last();
    tellStanding(schedule.after(now).orElse(next), now);
    return true;
  }

  private void auditAll() throws InterruptedException {
    progress.accept("Nothing was audited yet, so all rows are compared first.");
    long start = System.nanoTime();
    Audit.Result result = new Audit(spec, catalog, null, progress).run();
    allRight = allRight && result.isRight();
    watch.audited(
        new AuditScope.All(), result.comparison(), Duration.ofNanos(System.nanoTime() - start));
  }

  private BucketAudit opened(Schedule.Next next) throws SQLException, InterruptedException {
    BucketAudit audit = open;
    if (audit == null) {
      List<String> gaps =
          Coverage.gaps(
              spec,
              Set.of(),
              new RunsTable(session, spec.cassandra().keyspace(), spec.kind().runs()));
      gaps.forEach(gap -> progress.accept(gap + " So only numbers that are too small are found."));
      audit = BucketAudit.open(spec, catalog, session, gaps.isEmpty(), next.month());
      open = audit;
    }
    return audit;
  }

  /** Notes an audit, and forgets those of hours and days that it has compared again. */
  private void note(AuditEnd audit, List<AuditEnd> earlier) {
    audits.note(audit);
    boolean isLastHour = true;
    for (AuditEnd each : earlier) {
      // The last hour says where to continue.
      boolean keeps =
          each.scope() instanceof AuditScope.Hour
              ? isLastHour && !(audit.scope() instanceof AuditScope.Hour)
              : !(each.scope() instanceof AuditScope.Day);
      if (each.scope() instanceof AuditScope.Hour) {
        isLastHour = false;
      }
      if (!keeps && audit.scope().hasAllOf(each.scope())) {
        audits.forget(each);
      }
    }
  }

  private void tellStanding(Schedule.Next next, List<AuditEnd> noted) {
    List<AuditScope> later = new ArrayList<>();
    long wrong = 0;
    for (AuditEnd audit : noted) {
      if (later.stream().noneMatch(scope -> scope.hasAllOf(audit.scope()))) {
        wrong += audit.wrongRows();
      }
      later.add(audit.scope());
    }
    watch.standing(next.hour(), wrong);
  }

  private void close(BucketAudit audit) {
    open = null;
    audit.close();
  }

  @Override
  public void close() {
    try (session) {
      if (open != null) {
        close(open);
      }
    }
  }
}
