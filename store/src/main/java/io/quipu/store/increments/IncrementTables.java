package io.quipu.store.increments;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.common.collect.Iterators;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.counts.CountTables;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.WholeTable;
import java.time.Instant;
import java.util.Iterator;

/** The tables whose numbers Cassandra adds up; a bucket has several rows in them. */
public final class IncrementTables implements CountTables {

  private final PreparedStatement series;
  private final PreparedStatement all;
  private final PreparedStatement values;

  public IncrementTables(CqlSession session, String keyspace) {
    String partition =
        "SELECT resolution, bucket, measure, scale, amount FROM "
            + keyspace
            + "."
            + CountsSchema.COUNT_INCREMENTS
            + " WHERE company = :company AND customer = :customer AND statistic = :statistic"
            + " AND dimension = :dimension AND value = :value AND year = :year";
    all = session.prepare(partition);
    series =
        session.prepare(
            partition
                + " AND resolution = :resolution AND bucket >= :earliest AND bucket < :latest");
    values =
        session.prepare(
            "SELECT value, measure, scale, amount FROM "
                + keyspace
                + "."
                + CountsSchema.COUNT_INCREMENTS_BY_VALUE
                + " WHERE company = ? AND statistic = ? AND dimension = ? AND resolution = ?"
                + " AND bucket = ? AND slice = ? AND value >= ?");
  }

  @Override
  public BoundStatement buckets(
      CountColumns.Series year, Resolution resolution, Instant from, Instant to) {
    return bind(series, year)
        .setByte("resolution", (byte) resolution.code())
        .setInstant("earliest", from)
        .setInstant("latest", to);
  }

  @Override
  public BoundStatement all(CountColumns.Series year) {
    return bind(all, year);
  }

  private static BoundStatement bind(PreparedStatement select, CountColumns.Series year) {
    return CountColumns.bind(select, year).setString("customer", year.counter().customer());
  }

  @Override
  public BoundStatement values(DimensionKey dimension, Bucket bucket, int slice, String from) {
    return CountColumns.bind(values, dimension, bucket, slice).setString("value", from);
  }

  @Override
  public Iterator<CountRow> countRows(CountColumns.Series year, Iterator<Row> rows) {
    return Iterators.transform(
        new Groups<>(rows, IncrementTables::bucket),
        group -> countRow(year, group.key(), group.members()));
  }

  @Override
  public Iterator<ValueCount> valueCounts(Iterator<Row> rows) {
    return Iterators.transform(
        new Groups<>(rows, row -> CountColumns.text(row, "value")),
        group -> {
          CounterCells cells = cells(group.members());
          return new ValueCount(group.key(), cells.count(), cells.uniques(), cells.sums());
        });
  }

  /**
   * Reads all counts of all counters, by ranges of tokens.
   *
   * @param sink takes each count; an exception ends the reading
   */
  public static <E extends Exception> void scan(
      CassandraSession session, String keyspace, CountSink<E> sink) throws E, InterruptedException {
    WholeTable.<E>read(
        session,
        "SELECT company, customer, statistic, dimension, value, year, resolution, bucket, measure,"
            + " scale, amount FROM "
            + CountsSchema.requireKeyspace(keyspace)
            + "."
            + CountsSchema.COUNT_INCREMENTS,
        "company, customer, statistic, dimension, value, year",
        rows -> {
          Iterator<Groups.Group<Place, Row>> groups = new Groups<>(rows, IncrementTables::place);
          while (groups.hasNext()) {
            Groups.Group<Place, Row> group = groups.next();
            sink.count(countRow(group.key().series(), group.key().bucket(), group.members()));
          }
        });
  }

  /** Takes counts. */
  @FunctionalInterface
  public interface CountSink<E extends Exception> {
    void count(CountRow row) throws E;
  }

  /** A bucket of a counter. */
  private record Place(CountColumns.Series series, Bucket bucket) {}

  private static Place place(Row row) {
    CounterKey counter =
        new CounterKey(
            CountColumns.text(row, "company"),
            CountColumns.text(row, "customer"),
            CountColumns.text(row, "statistic"),
            CountColumns.text(row, "dimension"),
            CountColumns.text(row, "value"));
    return new Place(new CountColumns.Series(counter, row.getInt("year")), bucket(row));
  }

  private static CountRow countRow(CountColumns.Series series, Bucket bucket, Iterable<Row> rows) {
    CounterCells cells = cells(rows);
    CounterKey counter = series.counter();
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        bucket.resolution(),
        series.year(),
        bucket.start().toEpochMilli(),
        cells.count(),
        cells.uniques(),
        cells.sums());
  }

  private static Bucket bucket(Row row) {
    return new Bucket(
        Resolution.ofCode(row.getByte("resolution")), CountColumns.instant(row, "bucket"));
  }

  private static CounterCells cells(Iterable<Row> rows) {
    CounterCells cells = new CounterCells();
    for (Row row : rows) {
      cells.add(
          new CounterCells.Cell(
              CountColumns.text(row, "measure"), row.getInt("scale"), row.getLong("amount")));
    }
    return cells;
  }

  /** Each slice holds what was added while the value belonged to it, so this adds both. */
  @Override
  public ValueCount merge(ValueCount a, ValueCount b) {
    Long uniques = a.uniques();
    Long more = b.uniques();
    return a.plus(b, uniques == null ? more : more == null ? uniques : (Long) (uniques + more));
  }
}
