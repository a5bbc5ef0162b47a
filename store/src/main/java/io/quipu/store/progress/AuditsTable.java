package io.quipu.store.progress;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.model.calendar.LocalHour;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code audits}: when the counts were compared with a recount, and what was found. */
public final class AuditsTable {
  private static final int ALL_MONTHS = 0;

  /** Readers look at so many of the last audits. */
  private static final int LAST = 100;

  /**
   * An audit.
   *
   * @param audited when it read the stored rows
   * @param month the only local month that it compared; null if it compared all
   * @param wrongRows how many rows were wrong
   */
  public record AuditEnd(Instant audited, @Nullable YearMonth month, long wrongRows) {

    /** Whether the audit compared a month. */
    public boolean compared(YearMonth asked) {
      return month == null || month.equals(asked);
    }
  }

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
    session.execute(
        "INSERT INTO " + table + " (kind, audited, month, wrong_rows) VALUES (?, ?, ?, ?)",
        kind,
        audit.audited(),
        audit.month() == null ? ALL_MONTHS : LocalHour.month(audit.month()),
        audit.wrongRows());
  }

  /** The last audits, the latest first. */
  public List<AuditEnd> last() {
    return session
        .execute(
            "SELECT audited, month, wrong_rows FROM " + table + " WHERE kind = ? LIMIT " + LAST,
            kind)
        .map(
            row ->
                new AuditEnd(
                    CountColumns.instant(row, "audited"),
                    row.getInt("month") == ALL_MONTHS
                        ? null
                        : LocalHour.yearMonth(row.getInt("month")),
                    row.getLong("wrong_rows")))
        .all();
  }
}
