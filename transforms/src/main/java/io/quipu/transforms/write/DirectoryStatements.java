package io.quipu.transforms.write;

import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Statement;
import io.quipu.model.schema.CountsSchema;
import io.quipu.transforms.cassandra.DriverTime;
import io.quipu.transforms.cassandra.PatientRequests;

/** Writes the lines of the directories. */
final class DirectoryStatements {
  private final PreparedStatement directory;
  private final PreparedStatement customerDirectory;

  DirectoryStatements(PatientRequests requests, String keyspace) throws InterruptedException {
    directory = prepare(requests, keyspace, CountsSchema.DIRECTORY);
    customerDirectory = prepare(requests, keyspace, CountsSchema.CUSTOMER_DIRECTORY);
  }

  private static PreparedStatement prepare(PatientRequests requests, String keyspace, String table)
      throws InterruptedException {
    return requests.prepare(
        "INSERT INTO %s.%s (company, statistic, dimension, month, slices, time_zone)"
                .formatted(keyspace, table)
            + " VALUES (:company, :statistic, :dimension, :month, :slices, :zone)");
  }

  /** The write of the line of a directory that a month's row asks for. */
  Statement of(DirectoryLine line) {
    return (line.ofCustomers() ? customerDirectory : directory)
        .bind()
        .setString("company", line.company())
        .setString("statistic", line.statistic())
        .setString("dimension", line.dimension())
        .setTimestamp("month", DriverTime.of(line.monthStart()))
        .setInt("slices", line.slices())
        .setString("zone", line.timeZone());
  }
}
