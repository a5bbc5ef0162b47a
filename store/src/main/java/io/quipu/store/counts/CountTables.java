package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.DimensionKey;
import java.time.Instant;
import java.util.Iterator;

/** The tables of one count mode: the queries to them, and the numbers in their rows. */
public interface CountTables {

  /** A query for the buckets of a resolution that start in a range of time. */
  BoundStatement buckets(CountColumns.Series year, Resolution resolution, Instant from, Instant to);

  /** A query for all buckets of a company's counter in a year. */
  BoundStatement all(CountColumns.Series year);

  /** A query for the values in a slice of a bucket, from this value on. */
  BoundStatement values(DimensionKey dimension, Bucket bucket, int slice, String from);

  /**
   * The counts in rows of {@link #buckets} or {@link #all}, in the order of resolution and time.
   */
  Iterator<CountRow> countRows(CountColumns.Series year, Iterator<Row> rows);

  /** The counts in rows of {@link #values}, in the order of the values' code points. */
  Iterator<ValueCount> valueCounts(Iterator<Row> rows);

  /** The numbers of a value that is in two slices. */
  ValueCount merge(ValueCount a, ValueCount b);
}
