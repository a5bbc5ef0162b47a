package io.quipu.benchmarks.monthend;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A month that is long over: each of its events is of another customer, and so makes a page. The
 * catalog is that of the demo.
 */
final class OldMonth {
  static final YearMonth MONTH = YearMonth.of(2025, 1);

  /** How many customers have a campaign of their own, which is a counter. */
  static final int CUSTOMERS_PER_CAMPAIGN = 20;

  private static final int COMPANIES = 4;

  /** Cassandra may answer late, because the job keeps it busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String STATISTIC = "email_open";

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final CassandraSession session;
  private final String keyspace;
  private final PreparedStatement row;
  private Counted latest = new Counted(0, 0);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  OldMonth(
      Producer<byte[], byte[]> producer, String topic, CassandraSession session, String keyspace) {
    this.producer = producer;
    this.topic = topic;
    this.session = session;
    this.keyspace = keyspace;
    this.row =
        session
            .cql()
            .prepare(
                "SELECT count, uniques FROM "
                    + keyspace
                    + "."
                    + CountsSchema.COUNTS
                    + " WHERE company = ? AND statistic = ? AND dimension = '' AND value = ''"
                    + " AND year = ? AND resolution = ?");
  }

  /**
   * Sends events of the customers with these numbers.
   *
   * @param id the first letters of the events' ids; the same id counts once
   */
  void send(String id, long from, long to) {
    long noon = MONTH.atDay(15).atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC).toEpochMilli();
    for (long i = from; i < to; i++) {
      String event =
          "{\"id\":\"%s%d\",\"type\":\"open\",\"company_id\":\"old-%d\",\"customer_id\":\"c%d\",\"campaign\":\"k%d\",\"timestamp\":%d}"
              .formatted(id, i, i % COMPANIES, i, i / CUSTOMERS_PER_CAMPAIGN, noon);
      var unused =
          producer.send(
              new ProducerRecord<>(topic, event.getBytes(StandardCharsets.UTF_8)),
              (at, error) -> failure.compareAndSet(null, error));
    }
    producer.flush();
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("Kafka did not acknowledge all events.", error);
    }
  }

  /** The numbers of the month in its rows; the latest known ones if Cassandra is too busy. */
  Counted counted() {
    try {
      latest = read();
    } catch (DriverException e) {
      // The caller asks again, until its patience is over.
      if (e instanceof InvalidQueryException) {
        throw e;
      }
    }
    return latest;
  }

  private Counted read() {
    long count = 0;
    long uniques = 0;
    for (int company = 0; company < COMPANIES; company++) {
      for (Row found :
          session
              .cql()
              .execute(
                  row.bind(
                          "old-" + company,
                          STATISTIC,
                          MONTH.getYear(),
                          (byte) Resolution.MONTH.code())
                      .setTimeout(PATIENCE))) {
        count += found.getLong("count");
        uniques += found.getLong("uniques");
      }
    }
    return new Counted(count, uniques);
  }

  /** Events and different customers. */
  record Counted(long count, long uniques) {}

  /** How many different pages of the month are in the store. */
  long storedPages() {
    long pages = 0;
    String before = "";
    var statement =
        SimpleStatement.newInstance(
                "SELECT kind, month, fingerprint FROM " + keyspace + "." + CountsSchema.PAGES)
            .setTimeout(PATIENCE)
            .setPageSize(5000);
    for (Row found : session.cql().execute(statement)) {
      // The rows of a partition, which are the generations of a page, come one after another.
      String page = found.getByte(0) + Bytes.toHexString(found.getByteBuffer(2));
      if (found.getInt(1) == LocalHour.month(MONTH) && !page.equals(before)) {
        pages++;
      }
      before = page;
    }
    return pages;
  }
}
