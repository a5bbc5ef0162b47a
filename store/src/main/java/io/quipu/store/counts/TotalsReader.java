package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.session.RetryingRequests;
import io.quipu.store.writes.CountsWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads the final rows that {@link CountsWriter} wrote, for one counter of a company or customer
 * and one month at a time. It shares its session. Reads are repeated during an outage of Cassandra.
 * Thread-safe.
 */
public final class TotalsReader implements AutoCloseable {

  /** An hour can start after the end of its month if a clock is set back over midnight. */
  private static final long OVERHANG_MS = TimeUnit.HOURS.toMillis(3);

  private final CassandraSession shared;
  private final TimeZones timeZones;
  private final RetryingRequests requests;
  private final PreparedStatement ofCompany;
  private final PreparedStatement ofCustomer;

  private TotalsReader(CassandraSession shared, String keyspace, TimeZones timeZones)
      throws InterruptedException {
    this.shared = shared;
    this.timeZones = timeZones;
    requests = new RetryingRequests(shared, "reads of totals");
    ofCompany = prepare("uniques, ", keyspace, CountsSchema.COUNTS, "");
    ofCustomer = prepare("", keyspace, CountsSchema.CUSTOMER_COUNTS, " AND customer = ?");
  }

  private PreparedStatement prepare(String uniques, String keyspace, String table, String whose)
      throws InterruptedException {
    return requests.prepare(
        "SELECT resolution, bucket, count, "
            + uniques
            + "sums FROM "
            + keyspace
            + "."
            + table
            + " WHERE company = ? AND statistic = ? AND dimension = ? AND value = ? AND year = ?"
            + " AND resolution IN (0, 1, 2) AND bucket >= ? AND bucket < ?"
            + whose);
  }

  /**
   * Opens a reader of tables that must exist; waits until Cassandra answers.
   *
   * @param timeZones the companies' time zones
   * @throws io.quipu.store.session.CassandraException if Cassandra refuses the user, has no such
   *     keyspace, or has an untrusted certificate
   */
  public static TotalsReader open(CassandraSettings settings, TimeZones timeZones)
      throws InterruptedException {
    return CassandraSession.shareWith(
        settings, shared -> new TotalsReader(shared, settings.keyspace(), timeZones));
  }

  /**
   * The rows of one counter whose buckets lie in a month of the company's calendar, in no
   * particular order. Empty if nothing was counted.
   *
   * @param month the month, as {@link LocalHour#month} gives it
   */
  public CompletableFuture<List<CountRow>> read(CounterKey counter, int month) {
    int year = LocalHour.yearMonth(month).getYear();
    CountColumns.Series series = new CountColumns.Series(counter, year);
    return requests
        .query(select(series, month), row -> CountColumns.countRow(series, row))
        .thenApply(rows -> inMonth(rows, month));
  }

  private BoundStatement select(CountColumns.Series series, int month) {
    CounterKey counter = series.counter();
    BucketCalendar calendar = calendar(counter.company());
    Instant earliest = Instant.ofEpochMilli(calendar.monthStart(month));
    Instant latest = Instant.ofEpochMilli(calendar.monthStart(month + 1) + OVERHANG_MS);
    return counter.customer().isEmpty()
        ? ofCompany.bind(
            counter.company(),
            counter.statistic(),
            counter.dimension(),
            counter.value(),
            series.year(),
            earliest,
            latest)
        : ofCustomer.bind(
            counter.company(),
            counter.statistic(),
            counter.dimension(),
            counter.value(),
            series.year(),
            earliest,
            latest,
            counter.customer());
  }

  private List<CountRow> inMonth(List<CountRow> rows, int month) {
    if (rows.isEmpty()) {
      return rows;
    }
    BucketCalendar calendar = calendar(rows.get(0).company());
    rows.removeIf(row -> LocalHour.month(calendar.localHour(row.bucketStart())) != month);
    return rows;
  }

  /** A new calendar, because it is not thread-safe and answers arrive on the driver's threads. */
  private BucketCalendar calendar(String company) {
    return new BucketCalendar(timeZones.of(company));
  }

  /** Releases the shared session. */
  @Override
  public void close() {
    shared.close();
  }
}
