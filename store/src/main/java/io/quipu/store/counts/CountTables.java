package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.DimensionKey;
import java.time.Instant;
import java.util.Iterator;

/** The tables of one way of counting: how they are asked, and what their rows say. */
public interface CountTables {

  /** Asks for the buckets of a resolution that start in a range of time. */
  BoundStatement buckets(CountColumns.Series year, Resolution resolution, Instant from, Instant to);

  /** Asks for all buckets of a year of a company's counter. */
  BoundStatement all(CountColumns.Series year);

  /** Asks for the values in a slice of a bucket, from one on. */
  BoundStatement values(DimensionKey dimension, Bucket bucket, int slice, String from);

  /** What rows of {@link #buckets} or {@link #all} say, in the order of resolution and time. */
  Iterator<CountRow> countRows(CountColumns.Series year, Iterator<Row> rows);

  /** What rows of {@link #values} say, in the order of the values' code points. */
  Iterator<ValueCount> valueCounts(Iterator<Row> rows);

  /** What is right of a value that stands in two slices. */
  ValueCount merge(ValueCount a, ValueCount b);
}
