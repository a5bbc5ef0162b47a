package io.quipu.store.directory;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.RetryingRequests;
import java.time.Instant;

/** Writes the lines of the directories. */
public final class DirectoryStatements {
  private final PreparedStatement directory;
  private final PreparedStatement customerDirectory;

  /** Prepares the statements; waits until Cassandra answers. */
  public DirectoryStatements(RetryingRequests requests, String keyspace)
      throws InterruptedException {
    directory = prepare(requests, keyspace, CountsSchema.DIRECTORY);
    customerDirectory = prepare(requests, keyspace, CountsSchema.CUSTOMER_DIRECTORY);
  }

  private static PreparedStatement prepare(RetryingRequests requests, String keyspace, String table)
      throws InterruptedException {
    return requests.prepare(
        "INSERT INTO %s.%s (company, statistic, dimension, month, slices, time_zone)"
                .formatted(keyspace, table)
            + " VALUES (?, ?, ?, ?, ?, ?)");
  }

  /** The write of a line into its directory. */
  public Statement<?> of(DirectoryLine line) {
    return (line.ofCustomers() ? customerDirectory : directory)
        .bind(
            line.company(),
            line.statistic(),
            line.dimension(),
            Instant.ofEpochMilli(line.monthStart()),
            line.slices(),
            line.timeZone());
  }
}
