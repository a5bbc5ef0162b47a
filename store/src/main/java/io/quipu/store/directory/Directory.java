package io.quipu.store.directory;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.ZoneNames;
import io.quipu.model.counter.DimensionKey;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The directory: what companies, or their customers, have counts of. Thread-safe. */
public final class Directory {
  private static final String COLUMNS = "SELECT statistic, dimension, month, slices, time_zone";

  private final CqlSession session;
  private final String companies;
  private final PreparedStatement ofCompany;
  private final PreparedStatement ofDimension;

  /**
   * The directory of the counts of companies as a whole.
   *
   * @throws IllegalArgumentException if the name is not valid for a keyspace
   */
  public static Directory ofCompanies(CassandraSession session, String keyspace) {
    return new Directory(session, keyspace, CountsSchema.DIRECTORY);
  }

  /**
   * The directory of the counts of customers, for all customers of a company together.
   *
   * @throws IllegalArgumentException if the name is not valid for a keyspace
   */
  public static Directory ofCustomers(CassandraSession session, String keyspace) {
    return new Directory(session, keyspace, CountsSchema.CUSTOMER_DIRECTORY);
  }

  private Directory(CassandraSession shared, String keyspace, String name) {
    String table = " FROM " + CountsSchema.requireKeyspace(keyspace) + "." + name;
    session = shared.cql();
    companies = "SELECT DISTINCT company" + table;
    ofCompany = session.prepare(COLUMNS + table + " WHERE company = ?");
    ofDimension =
        session.prepare(COLUMNS + table + " WHERE company = ? AND statistic = ? AND dimension = ?");
  }

  /** All companies, in no particular order; reads one key per company. */
  public Stream<String> companies() {
    return StreamSupport.stream(session.execute(companies).spliterator(), false)
        .map(row -> CountColumns.text(row, "company"));
  }

  /** The company's entries, one per statistic, dimension and month, in this order. */
  public List<DirectoryEntry> of(String company) {
    return entries(session.execute(ofCompany.bind(company)));
  }

  /** The months of a statistic's dimension, the earliest first. */
  public List<DirectoryEntry> of(DimensionKey dimension) {
    return entries(
        session.execute(
            ofDimension.bind(dimension.company(), dimension.statistic(), dimension.dimension())));
  }

  /** The time zone of the company's latest month; empty if it has no counts. */
  public Optional<ZoneId> timeZone(String company) {
    return of(company).stream()
        .max(Comparator.comparing(DirectoryEntry::monthStart))
        .map(DirectoryEntry::timeZone);
  }

  /** The years that the entries' months lie in, the earliest first. */
  public static SortedSet<Integer> years(List<DirectoryEntry> entries) {
    SortedSet<Integer> years = new TreeSet<>();
    entries.forEach(entry -> years.add(entry.month().getYear()));
    return years;
  }

  /** The largest number of slices of the entries; 0 if there are no entries. */
  public static int slices(List<DirectoryEntry> entries) {
    return entries.stream().mapToInt(DirectoryEntry::slices).max().orElse(0);
  }

  /** One entry per month: of rows that differ in their slices, the last has the most. */
  private static List<DirectoryEntry> entries(Iterable<Row> rows) {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (Row row : rows) {
      DirectoryEntry entry =
          new DirectoryEntry(
              CountColumns.text(row, "statistic"),
              CountColumns.text(row, "dimension"),
              CountColumns.instant(row, "month"),
              row.getInt("slices"),
              zone(CountColumns.text(row, "time_zone")));
      int last = entries.size() - 1;
      if (last >= 0 && sameMonth(entries.get(last), entry)) {
        entries.set(last, entry);
      } else {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static ZoneId zone(String stored) {
    try {
      return ZoneNames.stored(stored);
    } catch (DateTimeException e) {
      throw new CassandraException(
          "The tables have a company with the time zone '"
              + stored
              + "', which this Java does not know; use the version of Java that the job uses.",
          e);
    }
  }

  private static boolean sameMonth(DirectoryEntry a, DirectoryEntry b) {
    return a.statistic().equals(b.statistic())
        && a.dimension().equals(b.dimension())
        && a.monthStart().equals(b.monthStart());
  }
}
