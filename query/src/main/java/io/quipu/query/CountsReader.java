package io.quipu.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.Resolution;
import io.quipu.model.schema.CountsSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Answers questions from the tables of counts. Thread-safe; the session stays the caller's.
 *
 * <p>Every method throws {@link com.datastax.oss.driver.api.core.DriverException} if Cassandra does
 * not answer.
 */
public final class CountsReader {

  /** Rows of values that the merge of slices holds in memory, over all slices. */
  private static final int MERGE_ROWS = 20_000;

  private final CqlSession session;
  private final Directory directory;
  private final CompanyExport export;
  private final Directory customerDirectory;
  private final CountTables tables;

  /**
   * Reads final rows.
   *
   * @throws IllegalArgumentException if the keyspace cannot be one
   */
  public CountsReader(CqlSession session, String keyspace) {
    this(session, keyspace, new FinalTables(session, CountsSchema.requireKeyspace(keyspace)));
  }

  /**
   * A reader of increments that Cassandra has added up.
   *
   * @throws IllegalArgumentException if the keyspace cannot be one
   */
  public static CountsReader ofIncrements(CqlSession session, String keyspace) {
    CountTables tables = new IncrementTables(session, CountsSchema.requireKeyspace(keyspace));
    return new CountsReader(session, keyspace, tables);
  }

  private CountsReader(CqlSession session, String keyspace, CountTables tables) {
    this.session = session;
    this.tables = tables;
    directory = Directory.ofCompanies(session, keyspace);
    customerDirectory = Directory.ofCustomers(session, keyspace);
    export = new CompanyExport(session, tables, directory, this);
  }

  /** What there are counts of. */
  public Directory directory() {
    return directory;
  }

  /** What there are counts of by customer. */
  public Directory customerDirectory() {
    return customerDirectory;
  }

  /**
   * The buckets of one counter in which something was counted, in the order of time.
   *
   * @param counter whose buckets
   * @param from the earliest start of a bucket
   * @param to before which a bucket starts
   */
  public List<CountRow> series(Counter counter, Resolution resolution, Instant from, Instant to) {
    boolean ofCustomer = !counter.customer().isEmpty();
    Directory months = ofCustomer ? customerDirectory : directory;
    List<Columns.Series> years =
        Directory.years(months.of(counter.company(), counter.statistic(), counter.dimension()))
            .stream()
            .filter(overlaps(from, to))
            .map(year -> new Columns.Series(counter, year))
            .toList();
    List<Iterator<Row>> found =
        PagedRows.all(
            session,
            years.stream().map(year -> tables.buckets(year, resolution, from, to)).toList());
    List<CountRow> rows = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      tables.countRows(years.get(i), found.get(i)).forEachRemaining(rows::add);
    }
    return rows;
  }

  /**
   * The values of a dimension with the largest measure in a bucket, the largest first; equal ones
   * in the order of their code points. Values of statistics that do not keep the measure are not
   * among them. Reads all values that the bucket has, and holds no more than the limit.
   *
   * @param bucketStart the first instant of the bucket
   * @param limit at least 1
   */
  public List<ValueCount> top(
      Dimension dimension, Resolution resolution, Instant bucketStart, Measure by, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit is " + limit + "; it must be at least 1.");
    }
    record Ranked(BigDecimal measure, ValueCount value) {}
    Comparator<Ranked> worstFirst =
        Comparator.comparing(Ranked::measure)
            .thenComparing(ranked -> ranked.value().value(), MergedByValue.CODE_POINTS.reversed());
    PriorityQueue<Ranked> best = new PriorityQueue<>(worstFirst);
    values(dimension, resolution, List.of(bucketStart))
        .forEachRemaining(
            value -> {
              BigDecimal measure = by.in(value);
              if (measure != null) {
                best.add(new Ranked(measure, value));
                if (best.size() > limit) {
                  best.remove();
                }
              }
            });
    return best.stream().sorted(worstFirst.reversed()).map(Ranked::value).toList();
  }

  /**
   * Every row of a company, ordered by statistic, dimension, year, value, resolution and bucket;
   * text by its code points. Rows are read while the stream is consumed, so memory stays flat
   * whatever their number; rows that are written meanwhile may or may not be among them.
   */
  public Stream<CountRow> export(String company) {
    return export.of(company);
  }

  /** The values that have a row in any of the buckets, each once, ordered by code points. */
  Iterator<ValueCount> values(
      Dimension dimension, Resolution resolution, List<Instant> bucketStarts) {
    int slices =
        Directory.slices(
            directory.of(dimension.company(), dimension.statistic(), dimension.dimension()));
    int pageSize = Math.max(10, MERGE_ROWS / Math.max(1, slices * bucketStarts.size()));
    List<BoundStatement> queries =
        bucketStarts.stream()
            .flatMap(
                start ->
                    IntStream.range(0, slices)
                        .mapToObj(
                            slice ->
                                tables
                                    .values(dimension, resolution, start, slice)
                                    .setPageSize(pageSize)))
            .toList();
    List<Iterator<ValueCount>> sorted = new ArrayList<>();
    for (Iterator<Row> rows : PagedRows.all(session, queries)) {
      sorted.add(tables.valueCounts(rows));
    }
    return new MergedByValue(sorted, tables::merge);
  }

  private static Predicate<Integer> overlaps(Instant from, Instant to) {
    // The year is the local one, which begins up to 14 hours before or after that of UTC.
    return year -> from.isBefore(Years.latestEnd(year)) && to.isAfter(Years.earliestStart(year));
  }
}
