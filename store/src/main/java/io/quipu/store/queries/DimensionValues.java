package io.quipu.store.queries;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.CountTables;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.directory.Directory;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.session.PagedRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads the values that a dimension has in buckets, ordered by their code points. */
final class DimensionValues {

  /** The number of rows that the merge holds in memory, over all slices. */
  private static final int MERGE_ROWS = 20_000;

  private final CqlSession session;
  private final CountTables tables;
  private final Function<DimensionKey, List<DirectoryEntry>> months;

  /**
   * Values in tables.
   *
   * @param months finds the months in which a dimension has counts
   */
  DimensionValues(
      CqlSession session, CountTables tables, Function<DimensionKey, List<DirectoryEntry>> months) {
    this.session = session;
    this.tables = tables;
    this.months = months;
  }

  /** The values that are in any of the buckets, each once. */
  Iterator<ValueCount> of(DimensionKey dimension, List<Bucket> buckets) {
    return of(dimension, buckets, "", MERGE_ROWS);
  }

  /**
   * The same, from one value on.
   *
   * @param rows an estimate of how many will be consumed
   */
  Iterator<ValueCount> of(DimensionKey dimension, List<Bucket> buckets, String from, int rows) {
    return new MergedByValue(
        slices(dimension, slices(dimension), buckets, from, rows).stream()
            .flatMap(List::stream)
            .toList(),
        tables::merge);
  }

  /**
   * The values with what they have in all buckets together; uniques only if there is one bucket.
   */
  Iterator<ValueCount> added(DimensionKey dimension, List<Bucket> buckets) {
    return new MergedByValue(
        byBucket(dimension, slices(dimension), buckets), (a, b) -> a.plus(b, null));
  }

  /** The values of each bucket, in slices of this number. */
  List<Iterator<ValueCount>> byBucket(DimensionKey dimension, int slices, List<Bucket> buckets) {
    List<Iterator<ValueCount>> each = new ArrayList<>();
    for (List<Iterator<ValueCount>> some : slices(dimension, slices, buckets, "", MERGE_ROWS)) {
      each.add(new MergedByValue(some, tables::merge));
    }
    return each;
  }

  /** The number of slices of a dimension's buckets. */
  int slices(DimensionKey dimension) {
    return Directory.slices(months.apply(dimension));
  }

  /**
   * The values of each bucket's slices.
   *
   * @param rows the largest number of rows of one slice to read at a time
   */
  private List<List<Iterator<ValueCount>>> slices(
      DimensionKey dimension, int slices, List<Bucket> buckets, String from, int rows) {
    int merged = Math.max(10, MERGE_ROWS / Math.max(1, slices * buckets.size()));
    int pageSize = Math.min(merged, Math.max(10, rows));
    List<BoundStatement> queries =
        buckets.stream()
            .flatMap(
                bucket ->
                    IntStream.range(0, slices)
                        .mapToObj(slice -> tables.values(dimension, bucket, slice, from)))
            .map(query -> query.setPageSize(pageSize))
            .toList();
    List<Iterator<Row>> found = PagedRows.all(session, queries);
    List<List<Iterator<ValueCount>>> each = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      each.add(
          found.subList(i * slices, (i + 1) * slices).stream().map(tables::valueCounts).toList());
    }
    return each;
  }
}
