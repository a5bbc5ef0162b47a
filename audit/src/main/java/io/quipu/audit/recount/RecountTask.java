package io.quipu.audit.recount;

import io.quipu.model.calendar.LocalHour;
import io.quipu.store.jobs.RunsTable;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * What a recount counts.
 *
 * @param kind whose counts
 * @param month the only local month whose rows are compared; null for all
 * @param first the first local month whose events are kept, if the caller names the buckets that
 *     are compared; null if all rows are compared
 */
public record RecountTask(
    RunsTable.Kind kind, @Nullable YearMonth month, @Nullable YearMonth first) {

  /** A recount of all rows, or of those of a month. */
  public static RecountTask all(RunsTable.Kind kind, @Nullable YearMonth month) {
    return new RecountTask(kind, month, null);
  }

  /**
   * A recount of the buckets of companies that the caller names. Sequences and gaps between days
   * are left out, because events of other months change them.
   */
  public static RecountTask ofBuckets(YearMonth first) {
    return new RecountTask(RunsTable.Kind.STATISTIC, null, first);
  }

  boolean ofCustomers() {
    return kind == RunsTable.Kind.CUSTOMER;
  }

  boolean ofBuckets() {
    return first != null;
  }

  /** Whether rows of a month, as {@link LocalHour#month} gives it, are compared. */
  boolean compares(int of) {
    return (month == null || of == LocalHour.month(month))
        && (first == null || of >= LocalHour.month(first));
  }
}
