package io.quipu.benchmarks.scaling;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Resolution;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.time.YearMonth;

/** How far a job is, by what stands in Cassandra: all that it was asked, it can be asked too. */
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

  /** How many events are counted. */
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

  /** How often a partition was written, in all tables. */
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
