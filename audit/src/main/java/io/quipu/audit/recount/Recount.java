package io.quipu.audit.recount;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import io.quipu.model.range.DayGaps;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.hydrate.EmailCustomer;
import io.quipu.transforms.parse.EventParser;
import io.quipu.transforms.parse.ParseResult;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts events by SQL, and compares the result with stored rows. Used in one thread.
 *
 * <p>The tables are in a DuckDB of this process. It moves to disk what does not fit into memory.
 */
public final class Recount implements AutoCloseable {
  private final Catalog catalog;
  private final EventParser parser;
  private final Calendars calendars;
  private final EventValues lookups;
  private final Tables tables;
  private final RecountTask task;
  private long number;
  private long records;
  private long refused;

  private Recount(Catalog catalog, EventValues lookups, Tables tables, RecountTask task) {
    this.catalog = catalog;
    this.parser = new EventParser(catalog);
    this.calendars = new Calendars(catalog.timeZones());
    this.lookups = lookups;
    this.tables = tables;
    this.task = task;
  }

  /**
   * Opens an empty recount.
   *
   * @param folder takes the files of the database
   * @param task what is counted
   */
  public static Recount open(
      Catalog catalog, CassandraSettings cassandra, Path folder, RecountTask task)
      throws SQLException, InterruptedException {
    EventValues lookups = EventValues.open(catalog, cassandra);
    try {
      return new Recount(
          catalog, lookups, Tables.open(folder.resolve("audit.duckdb"), catalog, task), task);
    } catch (SQLException | RuntimeException e) {
      lookups.close();
      throw e;
    }
  }

  /**
   * Adds a record.
   *
   * @param counted whether the job has counted it for sure
   */
  public void add(RawRecord record, boolean counted) throws SQLException {
    records++;
    ParseResult parsed = parser.parse(record);
    if (parsed.deadLetter() != null) {
      refused++;
    }
    boolean isRefused = false;
    for (Event event : parsed.events()) {
      Optional<List<EventValues.Value>> values = lookups.of(event);
      if (values.isEmpty()) {
        isRefused = true;
      } else {
        add(event, values.get(), counted);
      }
    }
    if (isRefused) {
      refused++;
    }
  }

  private void add(Event event, List<EventValues.Value> values, boolean counted)
      throws SQLException {
    String customer = customer(event);
    if (task.ofCustomers() && customer == null) {
      return;
    }
    long id = ++number;
    // Steps of other months can belong to a sequence of this one.
    tables.facts().add(id, event, customer, values, counted, calendars.of(event.company()));
    if (tables.needsAllMonths() || task.compares(LocalHour.month(event.localHour()))) {
      add(id, event, customer, values, counted);
    }
  }

  private void add(
      long id,
      Event event,
      @Nullable String customer,
      List<EventValues.Value> values,
      boolean counted)
      throws SQLException {
    BucketCalendar calendar = calendars.of(event.company());
    int monthNumber = LocalHour.month(event.localHour());
    int code = LocalHour.code(event.localHour());
    tables.event(
        id,
        event.company(),
        event.statistic().name(),
        customer,
        event.id() == Event.NO_ID ? null : event.id(),
        counted,
        monthNumber,
        (int) LocalHour.yearMonth(monthNumber).atDay(LocalHour.day(code)).toEpochDay(),
        calendar.hourStart(monthNumber, code),
        calendar.dayStart(monthNumber, LocalHour.day(code)),
        calendar.monthStart(monthNumber));
    for (EventValues.Value value : values) {
      tables.value(id, value.dimension(), value.value());
    }
    for (int i = 0; i < event.statistic().sums().size(); i++) {
      tables.amount(id, i, event.amount(i));
    }
  }

  /** The customer as the jobs know him; null if nobody is known. */
  private static @Nullable String customer(Event event) {
    String email = event.email();
    return event.customer() != null || email == null
        ? event.customer()
        : EmailCustomer.id(event.company(), email);
  }

  /** Adds a row of a table. Rows of other months are left out. */
  public void addStored(StoredTable table, CountRow row) throws SQLException {
    if (task.compares(LocalHour.month(calendars.of(row.company()).localHour(row.bucketStart())))) {
      tables.stored(table, row, DayGaps.isName(row.statistic()) ? GapRows.sums(row) : sums(row));
    }
  }

  /** The sums in the order of the catalog, as whole numbers. */
  private String sums(CountRow row) {
    return Stream.concat(
            catalog.statistics().stream(),
            catalog.sequences().stream().map(SequenceDefinition::statistic))
        .filter(each -> each.name().equals(row.statistic()))
        .flatMap(each -> each.sums().stream())
        .filter(sum -> !sum.equals(Sum.CHANGES))
        .map(sum -> unscaled(row.sums().get(sum.name()), sum.scale()))
        .collect(Collectors.joining(";"));
  }

  private static String unscaled(@Nullable BigDecimal sum, int scale) {
    return sum == null ? "none" : sum.movePointRight(scale).stripTrailingZeros().toPlainString();
  }

  /** Removes the stored rows; the caller then reads them again. */
  public void forgetStored() throws SQLException {
    tables.forgetStored();
  }

  /** Removes the events of which it is not sure that the job has counted them. */
  public void forgetUncounted() throws SQLException {
    tables.forgetUncounted();
  }

  /** Removes the events of earlier months. */
  public void forgetBefore(YearMonth month) throws SQLException {
    tables.forgetBefore(LocalHour.month(month));
  }

  /** Names the buckets that are compared next. */
  public void setDue(List<Due> buckets) throws SQLException {
    tables.setDue(buckets);
  }

  /** The companies that have events. */
  public List<String> companies() throws SQLException {
    return tables.companies();
  }

  /** The counters of a company that have events, or rows of values, at the times that are due. */
  public List<CounterKey> counters(String company) throws SQLException {
    return tables.counters(company);
  }

  /**
   * Compares the events with the rows.
   *
   * @param completeFrom no other event can have been counted in buckets that begin at this time or
   *     later, in milliseconds since 1970; {@link Long#MIN_VALUE} for all buckets
   */
  public Comparison compare(long completeFrom) throws SQLException {
    return tables.compare(completeFrom);
  }

  /** How many records were added. */
  public long records() {
    return records;
  }

  /** How many of them are refused now. */
  public long refused() {
    return refused;
  }

  @Override
  public void close() throws SQLException {
    try (lookups) {
      tables.close();
    }
  }
}
