package io.quipu.store.progress;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.LocalHour;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The table {@code audits}: when the counts were compared with a recount, and what was found. */
public final class AuditsTable {
  private static final int NO_MONTH = 0;

  /** More audits than can be after one that has compared all. */
  private static final int LAST = 1_000;

  /**
   * An audit.
   *
   * @param audited when it read the stored rows
   * @param scope what it compared
   * @param wrongRows how many rows were wrong
   */
  public record AuditEnd(Instant audited, AuditScope scope, long wrongRows) {}

  private final CqlSession session;
  private final String table;
  private final String kind;

  /** The audits of one kind of job. The caller closes the session. */
  public AuditsTable(CassandraSession shared, String keyspace, RunsTable.Kind kind) {
    this.session = shared.cql();
    this.table = CountsSchema.requireKeyspace(keyspace) + "." + CountsSchema.AUDITS;
    this.kind = kind.key();
  }

  /** Notes an audit. */
  public void note(AuditEnd audit) {
    AuditScope scope = audit.scope();
    session.execute(
        "INSERT INTO "
            + table
            + " (kind, audited, month, day, hour, wrong_rows) VALUES (?, ?, ?, ?, ?, ?)",
        kind,
        audit.audited(),
        scope instanceof AuditScope.Month of ? LocalHour.month(of.month()) : NO_MONTH,
        scope instanceof AuditScope.Day of ? of.day() : null,
        scope instanceof AuditScope.Hour of ? of.start() : null,
        audit.wrongRows());
  }

  /**
   * The last audits, the latest first, up to the last one that compared all: nobody needs those
   * before it.
   */
  public List<AuditEnd> last() {
    List<AuditEnd> last = new ArrayList<>();
    for (Row row :
        session.execute(
            "SELECT audited, month, day, hour, wrong_rows FROM "
                + table
                + " WHERE kind = ? LIMIT "
                + LAST,
            kind)) {
      AuditEnd audit =
          new AuditEnd(CountColumns.instant(row, "audited"), scope(row), row.getLong("wrong_rows"));
      last.add(audit);
      if (audit.scope() instanceof AuditScope.All) {
        break;
      }
    }
    return last;
  }

  private static AuditScope scope(Row row) {
    Instant hour = row.getInstant("hour");
    if (hour != null) {
      return new AuditScope.Hour(hour);
    }
    LocalDate day = row.getLocalDate("day");
    if (day != null) {
      return new AuditScope.Day(day);
    }
    int month = row.getInt("month");
    return month == NO_MONTH
        ? new AuditScope.All()
        : new AuditScope.Month(LocalHour.yearMonth(month));
  }

  /** Forgets an audit whose buckets were compared again. */
  public void forget(AuditEnd audit) {
    session.execute(
        "DELETE FROM " + table + " WHERE kind = ? AND audited = ?", kind, audit.audited());
  }
}
