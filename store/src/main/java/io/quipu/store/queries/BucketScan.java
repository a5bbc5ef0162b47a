package io.quipu.store.queries;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.counts.FinalCountTables;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.PagedRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads the rows of some buckets of companies by their keys, and no others. After each request it
 * rests for as long as the request took, so that others come first.
 *
 * <p>If Cassandra does not answer, it throws an exception that {@link
 * io.quipu.store.session.RequestFailures#isOfCassandra} recognizes. Used in one thread.
 */
public final class BucketScan {
  private static final int READS_AT_ONCE = 32;

  private final CassandraSession session;
  private final FinalCountTables tables;
  private final Rest rest;

  /** Waits for some time. */
  @FunctionalInterface
  public interface Rest {
    void nanos(long nanos) throws InterruptedException;
  }

  /**
   * Buckets of one resolution that follow each other.
   *
   * @param year the year of all of them in the time zone of the company
   * @param from the first instant of the first bucket
   * @param until the first instant after them
   */
  public record Span(Resolution resolution, int year, Instant from, Instant until) {}

  /** The values of a dimension in a bucket, in one slice. */
  public record Values(DimensionKey dimension, Bucket bucket, int slice) {}

  /**
   * A scan of a keyspace.
   *
   * @param session must stay open during the scan
   * @param rest how to wait between requests
   * @throws IllegalArgumentException if the name is not valid for a keyspace
   */
  public BucketScan(CassandraSession session, String keyspace, Rest rest) {
    this.session = session;
    this.tables = new FinalCountTables(session.cql(), CountsSchema.requireKeyspace(keyspace));
    this.rest = rest;
  }

  /** Passes the rows of {@code counts_by_value} to a sink. */
  public <E extends Exception> void values(List<Values> some, TableScan.Sink<E> sink)
      throws E, InterruptedException {
    for (int i = 0; i < some.size(); i += READS_AT_ONCE) {
      List<Values> asked = some.subList(i, Math.min(some.size(), i + READS_AT_ONCE));
      long start = System.nanoTime();
      List<Iterator<Row>> answers =
          ask(
              asked.stream()
                  .map(each -> tables.values(each.dimension(), each.bucket(), each.slice(), ""))
                  .toList());
      for (int j = 0; j < asked.size(); j++) {
        Iterator<ValueCount> counts = tables.valueCounts(answers.get(j));
        while (counts.hasNext()) {
          sink.row(StoredTable.COUNTS_BY_VALUE, row(asked.get(j), counts.next()));
        }
      }
      rest.nanos(System.nanoTime() - start);
    }
  }

  private static CountRow row(Values of, ValueCount count) {
    return new CountRow(
        of.dimension().company(),
        "",
        of.dimension().statistic(),
        of.dimension().dimension(),
        count.value(),
        of.bucket().resolution(),
        0,
        of.bucket().start().toEpochMilli(),
        count.count(),
        count.uniques(),
        count.sums());
  }

  /** Passes the rows of {@code counts} of some counters of a company to a sink. */
  public <E extends Exception> void series(
      List<CounterKey> counters, List<Span> spans, TableScan.Sink<E> sink)
      throws E, InterruptedException {
    List<CountColumns.Series> series = new ArrayList<>();
    List<BoundStatement> statements = new ArrayList<>();
    for (CounterKey counter : counters) {
      for (Span span : spans) {
        CountColumns.Series one = new CountColumns.Series(counter, span.year());
        series.add(one);
        statements.add(tables.buckets(one, span.resolution(), span.from(), span.until()));
      }
    }
    for (int i = 0; i < statements.size(); i += READS_AT_ONCE) {
      int until = Math.min(statements.size(), i + READS_AT_ONCE);
      long start = System.nanoTime();
      List<Iterator<Row>> answers = ask(statements.subList(i, until));
      for (int j = i; j < until; j++) {
        Iterator<CountRow> rows = tables.countRows(series.get(j), answers.get(j - i));
        while (rows.hasNext()) {
          sink.row(StoredTable.COUNTS, rows.next());
        }
      }
      rest.nanos(System.nanoTime() - start);
    }
  }

  private List<Iterator<Row>> ask(List<BoundStatement> statements) {
    return PagedRows.all(session.cql(), statements);
  }
}
