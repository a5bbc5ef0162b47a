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
import io.quipu.model.range.DayGaps;
import io.quipu.model.range.RangeUniques;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.counts.CountTables;
import io.quipu.store.counts.CustomerPosition;
import io.quipu.store.counts.CustomerRows;
import io.quipu.store.counts.FinalCountTables;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.directory.Directory;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.increments.IncrementTables;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressReader;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.PagedRows;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads series, top values and exports from the tables of counts. Thread-safe; the caller closes
 * the session.
 *
 * <p>If Cassandra does not answer, every method throws an exception that {@link
 * io.quipu.store.session.RequestFailures#isOfCassandra} recognizes.
 */
public final class CountsReader {

  /** The number of dimensions whose months are remembered. */
  private static final int MAX_REMEMBERED = 10_000;

  private final CassandraSession shared;
  private final String keyspace;
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
   * A reader of final counts.
   *
   * @throws IllegalArgumentException if the name is not valid for a keyspace
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
   * @throws IllegalArgumentException if the name is not valid for a keyspace
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
    this.shared = session;
    this.keyspace = keyspace;
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
    shared = reader.shared;
    keyspace = reader.keyspace;
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
   * The same reader, which remembers for a while in which months a dimension has counts. So a query
   * needs one round trip to Cassandra instead of two. But for that time it may miss the counts of a
   * new month or a new dimension.
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

  /** A reader of what the jobs of a kind have noted about their progress. */
  public ProgressReader progress(RunsTable.Kind kind) {
    return new ProgressReader(shared, keyspace, kind);
  }

  /** The directory of the counts of companies. */
  public Directory directory() {
    return directory;
  }

  /** The directory of the counts of customers. */
  public Directory customerDirectory() {
    return customerDirectory;
  }

  /**
   * The buckets of one counter in which something was counted, in the order of time.
   *
   * @param counter the counter to read
   * @param from the earliest start of a bucket
   * @param to the buckets start before this instant
   */
  public List<CountRow> series(
      CounterKey counter, Resolution resolution, Instant from, Instant to) {
    return series(List.of(new SeriesRange(counter, resolution, from, to))).get(0);
  }

  /**
   * The different customers of a counter in a range of days, each counted once. The statistic needs
   * {@code range-uniques} in the catalog.
   *
   * @param first the first day
   * @param last the last day; at most {@link DayGaps#MAX_GAP} days in all
   * @param zone the time zone of the company
   * @return null if they are not known: the range is too long, or the catalog had no {@code
   *     range-uniques} when a day of it was counted
   */
  public @Nullable Long rangeUniques(
      CounterKey counter, LocalDate first, LocalDate last, ZoneId zone) {
    return counter.customer().isEmpty()
        ? rangeUniques(List.of(counter), first, last, zone).get(0)
        : null;
  }

  /**
   * The same for several counters, which are read concurrently.
   *
   * @return one number per counter, in their order; null for those that are not known
   */
  public List<@Nullable Long> rangeUniques(
      List<CounterKey> counters, LocalDate first, LocalDate last, ZoneId zone) {
    if (!RangeUniques.isExact(first, last)) {
      return Collections.nCopies(counters.size(), null);
    }
    Instant from = first.atStartOfDay(zone).toInstant();
    Instant to = last.plusDays(1).atStartOfDay(zone).toInstant();
    List<SeriesRange> ranges = new ArrayList<>();
    for (CounterKey counter : counters) {
      CounterKey gaps =
          new CounterKey(
              counter.company(),
              "",
              DayGaps.nameOf(counter.statistic()),
              counter.dimension(),
              counter.value());
      ranges.add(new SeriesRange(counter, Resolution.DAY, from, to));
      ranges.add(new SeriesRange(gaps, Resolution.DAY, from, to));
    }
    List<List<CountRow>> rows = series(ranges);
    List<@Nullable Long> uniques = new ArrayList<>();
    for (int i = 0; i < rows.size(); i += 2) {
      uniques.add(new RangeTotal(rows.get(i), rows.get(i + 1)).uniques(first, zone));
    }
    return uniques;
  }

  /**
   * The series of several counters, which are read concurrently.
   *
   * @return one list per range, in the order of the ranges
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
   * in the order of their code points. Values without the measure are left out. Reads all values of
   * the bucket, and holds no more than the limit in memory.
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
   * The values that rank highest by their counts and sums in all of the buckets together. Uniques
   * of several buckets cannot be added, so they are null unless there is one bucket.
   *
   * @param buckets buckets that do not overlap
   */
  public List<ValueCount> top(DimensionKey dimension, List<Bucket> buckets, Ranking ranking) {
    return ranking.of(values.added(dimension, buckets), buckets.size() == 1);
  }

  /**
   * The values that rank highest in a range of days, with their different customers in all of it.
   * The statistic needs {@code range-uniques} in the catalog.
   *
   * @param first the first day
   * @param last the last day; at most {@link DayGaps#MAX_GAP} days in all
   * @param zone the time zone of the company
   * @return empty if the customers of a value are not known
   */
  public Optional<List<ValueCount>> topOfDays(
      DimensionKey dimension, LocalDate first, LocalDate last, ZoneId zone, Ranking ranking) {
    return RangeUniques.isExact(first, last)
        ? new RangeValues(values).top(dimension, first, last, zone, ranking)
        : Optional.empty();
  }

  /**
   * The names of a dimension's values in some months, in the order of their code points.
   *
   * @param prefix the names begin with this
   * @param after the names come after this one; empty for all
   * @param limit the largest number of names
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
   * All rows of one customer after a position, in the order of year, statistic, dimension, value,
   * resolution and bucket; text by its code points. Rows are read while they are consumed.
   *
   * @param position the rows come after this position
   * @throws UnsupportedOperationException if this reads increments, because those of a customer are
   *     not in one partition
   */
  public Iterator<CountRow> customer(String company, String customer, CustomerPosition position) {
    if (customers == null) {
      throw new UnsupportedOperationException(
          "A customer's increments are not in one partition; read the series of a counter.");
    }
    return customers.behind(company, customer, position, customerDirectory.of(company));
  }

  /**
   * Every row of a company, ordered by statistic, dimension, year, value, resolution and bucket;
   * text by its code points. Rows are read while the stream is consumed, so memory use does not
   * grow with their number. Rows that are written meanwhile may or may not be among them.
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
