package io.quipu.store.queries;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.google.common.collect.Iterators;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.counts.CountTables;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.directory.Directory;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.session.PagedRows;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads all rows of a company. It reads the directory, then the values of each year's months, then
 * the year's partition of each value. It reads a few values ahead.
 */
final class CompanyExport {
  private static final int VALUES_AHEAD = 32;
  private static final int PAGE_ROWS = 500;

  private final CqlSession session;
  private final Directory directory;
  private final CountsReader reader;
  private final CountTables tables;

  CompanyExport(CqlSession session, CountTables tables, Directory directory, CountsReader reader) {
    this.session = session;
    this.tables = tables;
    this.directory = directory;
    this.reader = reader;
  }

  Stream<CountRow> of(String company) {
    Map<Year, List<Instant>> years =
        directory.of(company).stream()
            .collect(
                Collectors.groupingBy(
                    entry -> Year.of(company, entry),
                    LinkedHashMap::new,
                    Collectors.mapping(DirectoryEntry::monthStart, Collectors.toList())));
    // A flatMap would hold all rows of a year when the stream is read by its iterator.
    Iterator<CountRow> rows =
        Iterators.concat(
            Iterators.transform(
                years.entrySet().iterator(), year -> rows(year.getKey(), year.getValue())));
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private Iterator<CountRow> rows(Year year, List<Instant> months) {
    DimensionKey of = year.dimension();
    Iterator<String> values =
        of.dimension().isEmpty()
            ? List.of("").iterator()
            : Iterators.transform(reader.values(of, months), ValueCount::value);
    return new RowsOfValues(
        Iterators.transform(
            values,
            value ->
                new CountColumns.Series(
                    CounterKey.of(of.company(), of.statistic(), of.dimension(), value),
                    year.year())));
  }

  private record Year(DimensionKey dimension, int year) {
    static Year of(String company, DirectoryEntry entry) {
      return new Year(
          new DimensionKey(company, entry.statistic(), entry.dimension()), entry.month().getYear());
    }
  }

  /** The rows of one partition after another; the queries of the next few are already sent. */
  private final class RowsOfValues implements Iterator<CountRow> {
    private final Iterator<CountColumns.Series> partitions;
    private final Queue<Iterator<CountRow>> ahead = new ArrayDeque<>();

    RowsOfValues(Iterator<CountColumns.Series> partitions) {
      this.partitions = partitions;
    }

    @Override
    public boolean hasNext() {
      ask();
      while (!ahead.isEmpty() && !ahead.element().hasNext()) {
        ahead.remove();
        ask();
      }
      return !ahead.isEmpty();
    }

    @Override
    public CountRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ahead.element().next();
    }

    private void ask() {
      while (ahead.size() < VALUES_AHEAD && partitions.hasNext()) {
        CountColumns.Series next = partitions.next();
        BoundStatement query = tables.all(next).setPageSize(PAGE_ROWS);
        ahead.add(tables.countRows(next, new PagedRows(session, query)));
      }
    }
  }
}
