package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.common.collect.Iterators;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.schema.CountsSchema;
import java.time.Instant;
import java.util.Iterator;

/** The tables of final counts. */
public final class FinalCountTables implements CountTables {
  private static final String PARTITION =
      " WHERE company = :company AND statistic = :statistic AND dimension = :dimension"
          + " AND value = :value AND year = :year";
  private static final String RANGE =
      " AND resolution = :resolution AND bucket >= :earliest AND bucket < :latest";

  private final PreparedStatement series;
  private final PreparedStatement customerSeries;
  private final PreparedStatement all;
  private final PreparedStatement values;

  public FinalCountTables(CqlSession session, String keyspace) {
    String counts =
        "SELECT resolution, bucket, count, uniques, sums FROM "
            + keyspace
            + "."
            + CountsSchema.COUNTS
            + PARTITION;
    series = session.prepare(counts + RANGE);
    all = session.prepare(counts);
    customerSeries =
        session.prepare(
            "SELECT resolution, bucket, count, sums FROM "
                + keyspace
                + "."
                + CountsSchema.CUSTOMER_COUNTS
                + PARTITION
                + RANGE
                + " AND customer = :customer");
    values =
        session.prepare(
            "SELECT value, count, uniques, sums FROM "
                + keyspace
                + "."
                + CountsSchema.COUNTS_BY_VALUE
                + " WHERE company = ? AND statistic = ? AND dimension = ? AND resolution = ?"
                + " AND bucket = ? AND slice = ? AND value >= ?");
  }

  @Override
  public BoundStatement buckets(
      CountColumns.Series year, Resolution resolution, Instant from, Instant to) {
    String customer = year.counter().customer();
    BoundStatement bound =
        CountColumns.bind(customer.isEmpty() ? series : customerSeries, year)
            .setByte("resolution", (byte) resolution.code())
            .setInstant("earliest", from)
            .setInstant("latest", to);
    return customer.isEmpty() ? bound : bound.setString("customer", customer);
  }

  @Override
  public BoundStatement all(CountColumns.Series year) {
    return CountColumns.bind(all, year);
  }

  @Override
  public BoundStatement values(DimensionKey dimension, Bucket bucket, int slice, String from) {
    return CountColumns.bind(values, dimension, bucket, slice).setString("value", from);
  }

  @Override
  public Iterator<CountRow> countRows(CountColumns.Series year, Iterator<Row> rows) {
    return Iterators.transform(rows, row -> CountColumns.countRow(year, row));
  }

  @Override
  public Iterator<ValueCount> valueCounts(Iterator<Row> rows) {
    return Iterators.transform(rows, CountColumns::valueCount);
  }

  /** The value with the larger count was written later. */
  @Override
  public ValueCount merge(ValueCount a, ValueCount b) {
    return b.count() > a.count() ? b : a;
  }
}
