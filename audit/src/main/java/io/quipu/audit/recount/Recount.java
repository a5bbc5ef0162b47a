package io.quipu.audit.recount;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.session.CassandraSettings;
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
  private final @Nullable Integer month;
  private long number;
  private long records;
  private long refused;

  private Recount(Catalog catalog, EventValues lookups, Tables tables, @Nullable YearMonth month) {
    this.catalog = catalog;
    this.parser = new EventParser(catalog);
    this.calendars = new Calendars(catalog.timeZones());
    this.lookups = lookups;
    this.tables = tables;
    this.month = month == null ? null : LocalHour.month(month);
  }

  /**
   * Opens an empty recount.
   *
   * @param folder takes the files of the database
   * @param month the local month of the rows that are compared; null for all
   */
  public static Recount open(
      Catalog catalog, CassandraSettings cassandra, Path folder, @Nullable YearMonth month)
      throws SQLException, InterruptedException {
    EventValues lookups = EventValues.open(catalog, cassandra);
    try {
      return new Recount(
          catalog, lookups, Tables.open(folder.resolve("audit.duckdb"), catalog), month);
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
        long id = ++number;
        // Steps of other months can belong to a sequence of this one.
        tables
            .facts()
            .add(id, event, who(event), values.get(), counted, calendars.of(event.company()));
        if (month == null || LocalHour.month(event.localHour()) == month) {
          add(id, event, values.get(), counted);
        }
      }
    }
    if (isRefused) {
      refused++;
    }
  }

  private void add(long id, Event event, List<EventValues.Value> values, boolean counted)
      throws SQLException {
    BucketCalendar calendar = calendars.of(event.company());
    int monthNumber = LocalHour.month(event.localHour());
    int code = LocalHour.code(event.localHour());
    tables.event(
        id,
        event.company(),
        event.statistic().name(),
        who(event),
        event.id() == Event.NO_ID ? null : event.id(),
        counted,
        monthNumber,
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

  private static @Nullable String who(Event event) {
    if (event.customer() != null) {
      return "id " + event.customer();
    }
    return event.email() == null ? null : "email " + event.email();
  }

  /**
   * Adds a row of a table. Rows of another month, and of statistics of other catalogs, are left.
   */
  public void addStored(StoredTable table, CountRow row) throws SQLException {
    int of = LocalHour.month(calendars.of(row.company()).localHour(row.bucketStart()));
    if (month != null && of != month) {
      return;
    }
    tables.stored(table, row, of, sums(row));
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

  /**
   * Compares the events with the rows.
   *
   * @param complete whether no other event can have been counted
   */
  public Comparison compare(boolean complete) throws SQLException {
    return tables.compare(complete, month);
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
