package io.quipu.transforms.totals;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import io.quipu.model.BucketCalendar;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import io.quipu.model.TimeZones;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.CountsSchema;
import io.quipu.transforms.cassandra.DriverTime;
import io.quipu.transforms.cassandra.PatientRequests;
import io.quipu.transforms.cassandra.SharedSession;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The totals that {@code WriteCounts} wrote, of companies and of customers. A read outlives an
 * outage of Cassandra.
 */
public final class CassandraTotals implements StoredTotals {
  private static final long serialVersionUID = 1L;

  /** An hour can start after its month has ended, where a clock is set back over midnight. */
  private static final long OVERHANG_MS = TimeUnit.HOURS.toMillis(3);

  /** More than a month's hours and days, so that one answer holds them all. */
  private static final int MORE_THAN_A_MONTH = 2000;

  private final CassandraSettings settings;
  private final TimeZones timeZones;
  private transient @Nullable Connection connection;

  private record Connection(
      SharedSession session,
      PatientRequests requests,
      PreparedStatement ofCompany,
      PreparedStatement ofCustomer) {}

  /** The totals in this Cassandra, of companies in these time zones. */
  public CassandraTotals(CassandraSettings settings, TimeZones timeZones) {
    this.settings = settings;
    this.timeZones = timeZones;
  }

  @Override
  public void open() throws InterruptedException {
    SharedSession shared = SharedSession.open(settings);
    try {
      PatientRequests requests = new PatientRequests(shared.session(), "reads of totals");
      connection =
          new Connection(
              shared,
              requests,
              prepare(requests, CountsSchema.COUNTS, ", uniques", ""),
              prepare(requests, CountsSchema.CUSTOMER_COUNTS, "", " AND customer = :customer"));
    } finally {
      if (connection == null) {
        shared.close();
      }
    }
  }

  private PreparedStatement prepare(
      PatientRequests requests, String table, String uniques, String whose)
      throws InterruptedException {
    String select =
        "SELECT resolution, bucket, count, sums"
            + uniques
            + " FROM "
            + settings.keyspace()
            + "."
            + table
            + " WHERE company = :company AND statistic = :statistic AND dimension = :dimension"
            + " AND value = :value AND year = :year AND resolution IN (0, 1, 2)"
            + " AND bucket >= :earliest AND bucket < :latest"
            + whose;
    return requests.prepare(select);
  }

  @Override
  public CompletionStage<List<CountRow>> read(Counter counter, int month) {
    if (connection == null) {
      throw new IllegalStateException("The stored totals are not open.");
    }
    BucketCalendar calendar = new BucketCalendar(timeZones.of(counter.company()));
    boolean ofCompany = counter.customer().isEmpty();
    BoundStatement select =
        (ofCompany ? connection.ofCompany() : connection.ofCustomer())
            .bind()
            .setString("company", counter.company())
            .setString("statistic", counter.statistic())
            .setString("dimension", counter.dimension())
            .setString("value", counter.value())
            .setInt("year", LocalHour.yearMonth(month).getYear())
            .setTimestamp("earliest", DriverTime.of(calendar.monthStart(month)))
            .setTimestamp("latest", DriverTime.of(calendar.monthStart(month + 1) + OVERHANG_MS));
    if (!ofCompany) {
      select.setString("customer", counter.customer());
    }
    select.setFetchSize(MORE_THAN_A_MONTH);
    return connection.requests().execute(select).thenApply(rows -> rows(rows, counter, month));
  }

  private List<CountRow> rows(ResultSet answer, Counter counter, int month) {
    boolean ofCompany = counter.customer().isEmpty();
    List<CountRow> rows = new ArrayList<>();
    // A calendar is for one thread, and this one is the driver's.
    BucketCalendar months = new BucketCalendar(timeZones.of(counter.company()));
    for (Row row : answer) {
      long start = DriverTime.millis(row, "bucket");
      if (LocalHour.month(months.localHour(start)) == month) {
        rows.add(
            new CountRow(
                counter.company(),
                counter.customer(),
                counter.statistic(),
                counter.dimension(),
                counter.value(),
                Resolution.ofCode(row.getByte("resolution")),
                LocalHour.yearMonth(month).getYear(),
                start,
                row.getLong("count"),
                ofCompany && !row.isNull("uniques") ? (Long) row.getLong("uniques") : null,
                row.getMap("sums", String.class, BigDecimal.class)));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.session().close();
      connection = null;
    }
  }
}
