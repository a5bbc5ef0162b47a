package io.quipu.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
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
 * Reads all rows of a company: by its directory, then by the values that each year's months have,
 * then the year's partition of each value, a few values ahead.
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
            Iterators.map(
                years.entrySet().iterator(), year -> rows(year.getKey(), year.getValue())));
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private Iterator<CountRow> rows(Year year, List<Instant> months) {
    Dimension of = year.dimension();
    Iterator<String> values =
        of.dimension().isEmpty()
            ? List.of("").iterator()
            : Iterators.map(reader.values(of, months), ValueCount::value);
    return new RowsOfValues(
        Iterators.map(
            values,
            value ->
                new Columns.Series(
                    Counter.of(of.company(), of.statistic(), of.dimension(), value), year.year())));
  }

  private record Year(Dimension dimension, int year) {
    static Year of(String company, DirectoryEntry entry) {
      return new Year(
          new Dimension(company, entry.statistic(), entry.dimension()), entry.month().getYear());
    }
  }

  /** The rows of one partition after the other, of which the next few are already asked for. */
  private final class RowsOfValues implements Iterator<CountRow> {
    private final Iterator<Columns.Series> partitions;
    private final Queue<Iterator<CountRow>> ahead = new ArrayDeque<>();

    RowsOfValues(Iterator<Columns.Series> partitions) {
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
        Columns.Series next = partitions.next();
        BoundStatement query = tables.all(next).setPageSize(PAGE_ROWS);
        ahead.add(tables.countRows(next, new PagedRows(session, query)));
      }
    }
  }
}
