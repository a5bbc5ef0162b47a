package io.quipu.transforms.totals;

import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.SimpleStatement;
import io.quipu.model.BucketCalendar;
import io.quipu.model.CountRow;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import io.quipu.model.TimeZones;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.CountsSchema;
import io.quipu.transforms.cassandra.DriverTime;
import io.quipu.transforms.cassandra.PatientRequests;
import io.quipu.transforms.cassandra.SharedSession;
import io.quipu.transforms.pages.ArchivedPages;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The totals that {@code WriteCounts} wrote. A read outlives an outage of Cassandra. */
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
      SharedSession session, PatientRequests requests, PreparedStatement select) {}

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
      String select =
          "SELECT resolution, bucket, count, uniques, sums FROM "
              + settings.keyspace()
              + "."
              + CountsSchema.COUNTS
              + " WHERE company = ? AND statistic = ? AND dimension = ? AND value = ?"
              + " AND year = ? AND resolution IN (0, 1, 2) AND bucket >= ? AND bucket < ?";
      connection =
          new Connection(
              shared, requests, ArchivedPages.await(requests.prepare(new SimpleStatement(select))));
    } finally {
      if (connection == null) {
        shared.close();
      }
    }
  }

  @Override
  public CompletionStage<List<CountRow>> read(
      String company, String statistic, String dimension, String value, int month) {
    if (connection == null) {
      throw new IllegalStateException("The stored totals are not open.");
    }
    ZoneId zone = timeZones.of(company);
    BucketCalendar calendar = new BucketCalendar(zone);
    int year = LocalHour.yearMonth(month).getYear();
    return connection
        .requests()
        .execute(
            connection
                .select()
                .bind(
                    company,
                    statistic,
                    dimension,
                    value,
                    year,
                    DriverTime.of(calendar.monthStart(month)),
                    DriverTime.of(calendar.monthStart(month + 1) + OVERHANG_MS))
                .setFetchSize(MORE_THAN_A_MONTH))
        .thenApply(
            answer -> {
              List<CountRow> rows = new ArrayList<>();
              BucketCalendar months = new BucketCalendar(zone);
              for (Row row : answer) {
                long start = DriverTime.millis(row, "bucket");
                if (LocalHour.month(months.localHour(start)) == month) {
                  rows.add(
                      new CountRow(
                          company,
                          statistic,
                          dimension,
                          value,
                          Resolution.ofCode(row.getByte("resolution")),
                          year,
                          start,
                          row.getLong("count"),
                          row.isNull("uniques") ? null : (Long) row.getLong("uniques"),
                          row.getMap("sums", String.class, BigDecimal.class)));
                }
              }
              return rows;
            });
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.session().close();
      connection = null;
    }
  }
}
