package io.quipu.benchmarks.totals;

import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/** Writes counters to Cassandra, with one month each: 20 hours in 5 days. */
final class StoredMonths {
  static final int ROWS = 26;
  private static final YearMonth MONTH = YearMonth.of(2026, 1);
  private static final int DAYS = 5;
  private static final int HOURS_A_DAY = 4;

  private StoredMonths() {}

  /** The month of all counters. */
  static int month() {
    return LocalHour.month(MONTH);
  }

  static CounterKey counter(int number) {
    return CounterKey.of("shop", "opened", "campaign", "campaign " + number);
  }

  /**
   * The bytes that a stopped Cassandra has on disk for the rows.
   *
   * @param folder the folder of that Cassandra
   */
  static long bytesOnDisk(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(StoredMonths::isOfCounts).toList()) {
        bytes += Files.size(file);
      }
      if (bytes == 0) {
        throw new IllegalStateException(
            "Cassandra has no files of the table of counts in " + folder + ".");
      }
      return bytes;
    }
  }

  private static boolean isOfCounts(Path file) {
    Path table = file.getParent();
    return Files.isRegularFile(file)
        && table != null
        && table.getFileName() != null
        && table.getFileName().toString().startsWith(CountsSchema.COUNTS + "-");
  }

  /** Writes the rows of the given number of counters. */
  static void write(CassandraSession session, String keyspace, int counters) {
    PreparedStatement insert =
        session
            .cql()
            .prepare(
                "INSERT INTO "
                    + keyspace
                    + "."
                    + CountsSchema.COUNTS
                    + " (company, statistic, dimension, value, year, resolution, bucket, count, uniques)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, 3, 2)");
    for (int number = 0; number < counters; number++) {
      BatchStatementBuilder rows = new BatchStatementBuilder(DefaultBatchType.UNLOGGED);
      Instant start = MONTH.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
      add(rows, insert, number, Resolution.MONTH, start);
      for (int day = 0; day < DAYS; day++) {
        Instant midnight = start.plus(Duration.ofDays(day));
        add(rows, insert, number, Resolution.DAY, midnight);
        for (int hour = 0; hour < HOURS_A_DAY; hour++) {
          add(rows, insert, number, Resolution.HOUR, midnight.plus(Duration.ofHours(hour)));
        }
      }
      session.cql().execute(rows.build());
    }
  }

  private static void add(
      BatchStatementBuilder rows,
      PreparedStatement insert,
      int number,
      Resolution resolution,
      Instant bucket) {
    CounterKey counter = counter(number);
    rows.addStatement(
        insert.bind(
            counter.company(),
            counter.statistic(),
            counter.dimension(),
            counter.value(),
            MONTH.getYear(),
            (byte) resolution.code(),
            bucket));
  }
}
