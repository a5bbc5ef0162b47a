package io.quipu.benchmarks.api;

import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.quipu.model.calendar.Resolution;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Writes dimension values with a known count in every hour of a month. */
final class StoredHours {
  static final String COMPANY = "shop";
  static final String STATISTIC = "opened";
  static final String DIMENSION = "campaign";
  static final YearMonth MONTH = YearMonth.of(2026, 1);
  static final int HOURS = 24 * MONTH.lengthOfMonth();

  private static final String WHOLE = "";
  private static final Instant START = MONTH.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);

  private final CassandraSession session;
  private final String keyspace;
  private final PreparedStatement insert;

  StoredHours(CassandraSession session, String keyspace) {
    this.session = session;
    this.keyspace = keyspace;
    insert =
        session
            .cql()
            .prepare(
                "INSERT INTO "
                    + keyspace
                    + "."
                    + CountsSchema.COUNTS
                    + " (company, statistic, dimension, value, year, resolution, bucket, count, uniques)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)");
  }

  static String value(int number) {
    return "campaign " + number;
  }

  /** The sum of all hours of a value. */
  static long total(int number) {
    long total = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      total += count(number, hour);
    }
    return total;
  }

  private static long count(int number, int hour) {
    return 1 + (number * 31L + hour * 7L) % 1000;
  }

  /** Writes the hours of the values and of the whole statistic, and adds them to the directory. */
  void write(int values) {
    declare(WHOLE);
    declare(DIMENSION);
    // The API reads the whole statistic to find its resolutions.
    for (Resolution resolution : Resolution.values()) {
      session.cql().execute(row(WHOLE, WHOLE, resolution, START, 1));
    }
    for (int number = 0; number < values; number++) {
      BatchStatementBuilder hours = new BatchStatementBuilder(DefaultBatchType.UNLOGGED);
      for (int hour = 0; hour < HOURS; hour++) {
        hours.addStatement(hour(value(number), hour, count(number, hour)));
      }
      session.cql().execute(hours.build());
    }
  }

  private void declare(String dimension) {
    session
        .cql()
        .execute(
            "INSERT INTO "
                + keyspace
                + "."
                + CountsSchema.DIRECTORY
                + " (company, statistic, dimension, month, slices, time_zone)"
                + " VALUES (?, ?, ?, ?, 1, 'UTC')",
            COMPANY,
            STATISTIC,
            dimension,
            START);
  }

  /** The statement that writes one hour of a value. */
  BoundStatement hour(String value, int hour, long count) {
    return row(DIMENSION, value, Resolution.HOUR, START.plus(Duration.ofHours(hour)), count);
  }

  private BoundStatement row(
      String dimension, String value, Resolution resolution, Instant bucket, long count) {
    return insert.bind(
        COMPANY,
        STATISTIC,
        dimension,
        value,
        MONTH.getYear(),
        (byte) resolution.code(),
        bucket,
        count);
  }
}
