package io.quipu.audit.counters;

import io.quipu.audit.TemporaryFolder;
import io.quipu.io.StartupException;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.pipeline.CatalogSlices;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogProblems;
import io.quipu.pipeline.migration.CounterMapping;
import io.quipu.pipeline.migration.MigrationRun;
import io.quipu.store.counts.CountWriteStatements;
import io.quipu.store.increments.ForeignTable;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.queries.TableScan;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.writes.CountsWriter;
import io.quipu.store.writes.RowTarget;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes counters of any tables in the same Cassandra into final counts, as a mapping describes. The
 * counters of one bucket are added up, so a table may have more columns than the mapping names.
 *
 * <p>Counters do not say who was counted. So the rows have no uniques, and a job that continues
 * from them gives none for their buckets.
 *
 * <p>It can be repeated: each row is written with its final number, by a later owner each time.
 */
public final class CounterImport {
  private static final int ROWS_AT_ONCE = 500;
  private static final int WRITES_IN_FLIGHT = 128;
  private static final int SAMPLE = 5;

  private final CassandraSettings into;
  private final CounterMapping mapping;
  private final Catalog catalog;
  private final Duration timeout;
  private final Consumer<String> progress;

  /**
   * An import inside one Cassandra.
   *
   * @param into the keyspace of the final counts
   * @param mapping describes the tables, which nobody may write meanwhile
   * @param catalog the catalog of the job that will continue
   * @param timeout how long to wait for Cassandra
   * @param progress takes a line about what takes long
   */
  public CounterImport(
      CassandraSettings into,
      CounterMapping mapping,
      Catalog catalog,
      Duration timeout,
      Consumer<String> progress) {
    this.into = into;
    this.mapping = mapping;
    this.catalog = catalog;
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * What was imported.
   *
   * @param read how many rows the tables have
   * @param leftOut how many of them the mapping leaves out
   * @param amount the sum of the amounts of the others
   * @param written how many rows were written and found again with the right numbers, with those of
   *     days and months that were added up
   * @param sample the rows with the largest counts
   */
  public record Result(long read, long leftOut, long amount, long written, List<CountRow> sample) {
    public Result {
      sample = List.copyOf(sample);
    }
  }

  /**
   * Imports, and compares each row that is stored with the sum of its counters.
   *
   * @throws CatalogException if the mapping does not fit the tables or the catalog
   * @throws StartupException if a row does not fit, if the keyspace of the final counts has other
   *     counts, or if rows differ in the end
   */
  public Result run() throws InterruptedException, CatalogException {
    try (TemporaryFolder folder = TemporaryFolder.make("quipu-migrate");
        RunHistory history = RunsTable.open(into, RunsTable.Kind.STATISTIC, timeout, progress);
        CassandraSession session = CassandraSession.open(into, timeout, progress);
        CounterTotals totals =
            new CounterTotals(folder.path().resolve("migrate.duckdb"), catalog)) {
      long[] counted = read(session, totals);
      JobRun run =
          MigrationRun.begin(
              history,
              mapping.tables().stream()
                  .map(table -> table.keyspace() + "." + table.name())
                  .distinct()
                  .collect(Collectors.joining(",")),
              catalog.timeZones(),
              into.keyspace(),
              progress);
      progress.accept("Writing %,d rows ...".formatted(totals.rows()));
      write(totals, history.takeOwner(run.incarnation()));
      requireEqual(totals, session);
      history.end(run.incarnation());
      List<CountRow> sample = new ArrayList<>();
      totals.sample(SAMPLE, sample::add);
      return new Result(counted[0], counted[1], counted[2], totals.rows(), sample);
    } catch (SQLException e) {
      throw new StartupException(
          "The counters cannot be added up: %s. Check the free space for temporary files, or set TMPDIR."
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Reads all tables; returns the rows, those left out, and the sum of the amounts. */
  private long[] read(CassandraSession session, CounterTotals totals)
      throws SQLException, InterruptedException, CatalogException {
    CatalogProblems problems = new CatalogProblems(mapping.file());
    List<MappedRows> tables = new ArrayList<>();
    for (CounterMapping.Table table : mapping.tables()) {
      MappedRows rows = new MappedRows(mapping, table, catalog);
      rows.check(find(session, table), problems);
      tables.add(rows);
    }
    MappedRows.requireNone(problems);
    long[] counted = new long[3];
    for (int i = 0; i < tables.size(); i++) {
      CounterMapping.Table table = mapping.tables().get(i);
      MappedRows rows = tables.get(i);
      progress.accept("Reading %s.%s ...".formatted(table.keyspace(), table.name()));
      find(session, table)
          .orElseThrow()
          .<SQLException>read(
              rows.columns(),
              values -> {
                counted[0]++;
                MappedRows.@Nullable Mapped mapped = rows.map(values);
                if (mapped == null) {
                  counted[1]++;
                } else {
                  counted[2] += mapped.amount().longValueExact();
                  totals.add(mapped);
                }
              });
    }
    totals.addUp(catalog);
    return counted;
  }

  private static Optional<ForeignTable> find(CassandraSession session, CounterMapping.Table table) {
    return ForeignTable.find(session, table.keyspace(), table.name());
  }

  private void write(CounterTotals totals, long owner) throws SQLException, InterruptedException {
    RowTarget target =
        RowTarget.of(into, WRITES_IN_FLIGHT)
            .withSlices(new CatalogSlices(catalog))
            .withTimeZones(catalog.timeZones());
    List<CountRow> rows = new ArrayList<>();
    try (CountsWriter writer =
        CountsWriter.open(target, CountWriteStatements.kind(), batch -> {})) {
      totals.totals(
          row -> {
            rows.add(row.ownedBy(owner));
            if (rows.size() >= ROWS_AT_ONCE) {
              writer.write(rows);
              writer.awaitDurable();
              rows.clear();
            }
          });
      writer.write(rows);
      writer.awaitDurable();
    }
  }

  private void requireEqual(CounterTotals totals, CassandraSession session)
      throws SQLException, InterruptedException {
    progress.accept("Comparing ...");
    new TableScan(session, into.keyspace())
        .<SQLException>read(StoredTable.COUNTS, (table, row) -> totals.addStored(row));
    long differences = totals.differences();
    if (differences > 0) {
      throw new StartupException(
          ("%,d rows of the keyspace '%s' differ from the counters. Make sure that nobody writes into"
                  + " it or into the counters. If the counters have changed since an earlier try, name"
                  + " another keyspace. Then migrate again.")
              .formatted(differences, into.keyspace()));
    }
  }
}
