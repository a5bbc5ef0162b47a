package io.quipu.store.queries;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.YearBounds;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.counts.CountTables;
import io.quipu.store.counts.CustomerPosition;
import io.quipu.store.counts.CustomerRows;
import io.quipu.store.counts.FinalCountTables;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.directory.Directory;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.increments.IncrementTables;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.PagedRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from the tables of counts. Thread-safe; the session stays the caller's.
 *
 * <p>If Cassandra does not answer, every method throws what {@link
 * io.quipu.store.session.RequestFailures#isOfCassandra} knows.
 */
public final class CountsReader {

  /** Of how many dimensions the months are remembered. */
  private static final int MAX_REMEMBERED = 10_000;

  private final CqlSession session;
  private final Directory directory;
  private final CompanyExport export;
  private final Directory customerDirectory;
  private final CountTables tables;
  private final DimensionValues values;
  private final Function<DimensionKey, List<DirectoryEntry>> months;
  private final Function<DimensionKey, List<DirectoryEntry>> customerMonths;
  private final @Nullable CustomerRows customers;

  /**
   * Reads final rows.
   *
   * @throws IllegalArgumentException if the keyspace cannot be one
   */
  public CountsReader(CassandraSession session, String keyspace) {
    this(
        session,
        keyspace,
        new FinalCountTables(session.cql(), CountsSchema.requireKeyspace(keyspace)),
        new CustomerRows(session.cql(), keyspace));
  }

  /**
   * A reader of increments that Cassandra has added up.
   *
   * @throws IllegalArgumentException if the keyspace cannot be one
   */
  public static CountsReader ofIncrements(CassandraSession session, String keyspace) {
    CountTables tables = new IncrementTables(session.cql(), CountsSchema.requireKeyspace(keyspace));
    return new CountsReader(session, keyspace, tables, null);
  }

  private CountsReader(
      CassandraSession session,
      String keyspace,
      CountTables tables,
      @Nullable CustomerRows customers) {
    this.session = session.cql();
    this.tables = tables;
    this.customers = customers;
    directory = Directory.ofCompanies(session, keyspace);
    customerDirectory = Directory.ofCustomers(session, keyspace);
    export = new CompanyExport(this.session, tables, directory, this);
    months = directory::of;
    customerMonths = customerDirectory::of;
    values = new DimensionValues(this.session, tables, months);
  }

  private CountsReader(CountsReader reader, Duration age) {
    session = reader.session;
    tables = reader.tables;
    customers = reader.customers;
    directory = reader.directory;
    customerDirectory = reader.customerDirectory;
    export = reader.export;
    months = remembering(reader.months, age);
    customerMonths = remembering(reader.customerMonths, age);
    values = new DimensionValues(session, tables, months);
  }

  /**
   * The same reader, which remembers for a while in which months a dimension has counts. So it may
   * miss, for as long, the counts of a month, or of a dimension, that has just begun; and needs one
   * round trip to Cassandra where it took two.
   */
  public CountsReader rememberingMonths(Duration age) {
    return new CountsReader(this, age);
  }

  private static Function<DimensionKey, List<DirectoryEntry>> remembering(
      Function<DimensionKey, List<DirectoryEntry>> months, Duration age) {
    LoadingCache<DimensionKey, List<DirectoryEntry>> remembered =
        Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(age)
            .build(dimension -> List.copyOf(months.apply(dimension)));
    return remembered::get;
  }

  /** The months in which a dimension has counts, the earliest first. */
  public List<DirectoryEntry> months(DimensionKey dimension) {
    return months.apply(dimension);
  }

  /** The months in which customers have counts of a dimension, the earliest first. */
  public List<DirectoryEntry> customerMonths(DimensionKey dimension) {
    return customerMonths.apply(dimension);
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
  public List<CountRow> series(
      CounterKey counter, Resolution resolution, Instant from, Instant to) {
    return series(List.of(new SeriesRange(counter, resolution, from, to))).get(0);
  }

  /**
   * The same of several counters, which are asked for at once.
   *
   * @return as many lists as ranges, in their order
   */
  public List<List<CountRow>> series(List<SeriesRange> ranges) {
    List<List<CountRow>> series = new ArrayList<>();
    List<CountColumns.Series> years = new ArrayList<>();
    List<BoundStatement> queries = new ArrayList<>();
    List<List<CountRow>> targets = new ArrayList<>();
    for (SeriesRange range : ranges) {
      List<CountRow> rows = new ArrayList<>();
      series.add(rows);
      for (int number : years(range)) {
        CountColumns.Series year = new CountColumns.Series(range.counter(), number);
        years.add(year);
        queries.add(tables.buckets(year, range.resolution(), range.from(), range.to()));
        targets.add(rows);
      }
    }
    List<Iterator<Row>> found = PagedRows.all(session, queries);
    for (int i = 0; i < found.size(); i++) {
      tables.countRows(years.get(i), found.get(i)).forEachRemaining(targets.get(i)::add);
    }
    return series;
  }

  private List<Integer> years(SeriesRange range) {
    boolean ofCustomer = !range.counter().customer().isEmpty();
    return Directory.years((ofCustomer ? customerMonths : months).apply(range.dimension())).stream()
        .filter(overlaps(range.from(), range.to()))
        .toList();
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
      DimensionKey dimension, Resolution resolution, Instant bucketStart, Measure by, int limit) {
    List<Bucket> bucket = List.of(new Bucket(resolution, bucketStart));
    return top(dimension, bucket, Ranking.by(by).best(limit));
  }

  /**
   * The values that rank highest by what they have in all of the buckets together: their counts and
   * sums. Uniques of several buckets do not add up, so there are none unless it is one bucket.
   *
   * @param buckets none twice, nor in each other
   */
  public List<ValueCount> top(DimensionKey dimension, List<Bucket> buckets, Ranking ranking) {
    return ranking.of(values.added(dimension, buckets), buckets.size() == 1);
  }

  /**
   * The names of a dimension's values in some months, in the order of their code points.
   *
   * @param prefix with which they begin
   * @param after behind which they come; empty for all
   * @param limit how many at most
   */
  public List<String> valueNames(
      DimensionKey dimension, List<Instant> months, String prefix, String after, int limit) {
    List<Bucket> buckets = buckets(months);
    boolean behind = MergedByValue.CODE_POINTS.compare(after, prefix) >= 0;
    Iterator<ValueCount> found = values.of(dimension, buckets, behind ? after : prefix, limit + 1);
    List<String> names = new ArrayList<>();
    while (names.size() < limit && found.hasNext()) {
      String name = found.next().value();
      if (!name.startsWith(prefix)) {
        break;
      }
      if (after.isEmpty() || !name.equals(after)) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * All rows of one customer behind a row, in the order of year, statistic, dimension, value,
   * resolution and bucket; text by its code points. Rows are read while they are consumed.
   *
   * @param position behind which row
   * @throws UnsupportedOperationException if this reads increments, of which a customer's do not
   *     stand together
   */
  public Iterator<CountRow> customer(String company, String customer, CustomerPosition position) {
    if (customers == null) {
      throw new UnsupportedOperationException("A customer's increments do not stand together.");
    }
    return customers.behind(company, customer, position, customerDirectory.of(company));
  }

  /**
   * Every row of a company, ordered by statistic, dimension, year, value, resolution and bucket;
   * text by its code points. Rows are read while the stream is consumed, so memory stays flat
   * whatever their number; rows that are written meanwhile may or may not be among them.
   */
  public Stream<CountRow> export(String company) {
    return export.of(company);
  }

  /** The values that have a row in any of the months, each once, ordered by code points. */
  Iterator<ValueCount> values(DimensionKey dimension, List<Instant> months) {
    return values.of(dimension, buckets(months));
  }

  private static List<Bucket> buckets(List<Instant> months) {
    return months.stream().map(start -> new Bucket(Resolution.MONTH, start)).toList();
  }

  private static Predicate<Integer> overlaps(Instant from, Instant to) {
    // The year is the local one, which begins up to 14 hours before or after that of UTC.
    return year ->
        from.isBefore(YearBounds.latestEnd(year)) && to.isAfter(YearBounds.earliestStart(year));
  }
}
