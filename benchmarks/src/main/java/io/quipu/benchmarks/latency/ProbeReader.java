package io.quipu.benchmarks.latency;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.benchmarks.job.Paced;
import io.quipu.model.calendar.Resolution;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** Polls the rows of all probes with one query: the values of a dimension in a month. */
public final class ProbeReader extends Paced {
  /**
   * The pause between polls. A shorter one would take CPU time from the measured job: with a pause
   * of 2 ms, the reads took a quarter of Cassandra's time.
   */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

  private final CassandraSession session;
  private final BoundStatement query;
  private final Probes probes;
  private final Clock clock = Clock.systemUTC();
  private long before;

  public ProbeReader(CassandraSession session, String keyspace, Probes probes, long eventMillis) {
    super("reader of probes");
    this.session = session;
    this.probes = probes;
    Instant month =
        Instant.ofEpochMilli(eventMillis)
            .atZone(ZoneOffset.UTC)
            .withDayOfMonth(1)
            .truncatedTo(ChronoUnit.DAYS)
            .toInstant();
    query =
        session
            .cql()
            .prepare(
                "SELECT value, count FROM "
                    + keyspace
                    + "."
                    + CountsSchema.COUNTS_BY_VALUE
                    + " WHERE company = ? AND statistic = ? AND dimension = ? AND resolution = ?"
                    + " AND bucket = ? AND slice = 0")
            .bind(
                ProbeSender.COMPANY,
                ProbeSender.STATISTIC,
                ProbeSender.DIMENSION,
                (byte) Resolution.MONTH.code(),
                month);
    before = micros();
  }

  /** The current time, in microseconds since 1970. */
  public long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  @Override
  protected long work() {
    long started = micros();
    var rows = session.cql().execute(query).all();
    long answered = micros();
    for (Row row : rows) {
      int counter = ProbeSender.counter(row.getString("value"));
      if (counter >= 0) {
        probes.seen(counter, row.getLong("count"), before, answered);
      }
    }
    before = started;
    return REST_NANOS;
  }
}
