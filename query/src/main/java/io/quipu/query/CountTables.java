package io.quipu.query;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import java.time.Instant;
import java.util.Iterator;

/** The tables of one way of counting: how they are asked, and what their rows say. */
interface CountTables {

  /** Asks for the buckets of a resolution that start in a range of time. */
  BoundStatement buckets(Columns.Series year, Resolution resolution, Instant from, Instant to);

  /** Asks for all buckets of a year of a company's counter. */
  BoundStatement all(Columns.Series year);

  /** Asks for the values in a slice of a bucket, from one on. */
  BoundStatement values(Dimension dimension, Bucket bucket, int slice, String from);

  /** What rows of {@link #buckets} or {@link #all} say, in the order of resolution and time. */
  Iterator<CountRow> countRows(Columns.Series year, Iterator<Row> rows);

  /** What rows of {@link #values} say, in the order of the values' code points. */
  Iterator<ValueCount> valueCounts(Iterator<Row> rows);

  /** What is right of a value that stands in two slices. */
  ValueCount merge(ValueCount a, ValueCount b);
}
