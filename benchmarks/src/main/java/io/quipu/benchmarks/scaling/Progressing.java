package io.quipu.benchmarks.scaling;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Resolution;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.time.YearMonth;

/** Reads the progress of a job from its rows in Cassandra. */
final class Progressing {
  private final CassandraSession session;
  private final String keyspace;
  private final int year;
  private final PreparedStatement count;

  Progressing(CassandraSession session, String keyspace, YearMonth month) {
    this.session = session;
    this.keyspace = keyspace;
    this.year = month.getYear();
    count =
        session
            .cql()
            .prepare(
                "SELECT count FROM "
                    + keyspace
                    + "."
                    + CountsSchema.COUNTS
                    + " WHERE company = ? AND statistic = ? AND dimension = '' AND value = ''"
                    + " AND year = ? AND resolution = ?");
  }

  /** The number of events counted so far. */
  long counted() {
    long counted = 0;
    for (int company = 0; company < GeneratedLoad.COMPANIES; company++) {
      for (Row row :
          session
              .cql()
              .execute(
                  count.bind(
                      GeneratedLoad.company(company),
                      GeneratedLoad.STATISTIC,
                      year,
                      (byte) Resolution.MONTH.code()))) {
        counted += row.getLong("count");
      }
    }
    return counted;
  }

  /** The number of writes to partitions of the keyspace's tables, since Cassandra's start. */
  long mutations() {
    long mutations = 0;
    for (Row row :
        session
            .cql()
            .execute("SELECT keyspace_name, count FROM system_views.local_write_latency")) {
      if (keyspace.equals(row.getString("keyspace_name"))) {
        mutations += row.getLong("count");
      }
    }
    return mutations;
  }
}
