package io.quipu.pipeline.migration;

import io.quipu.io.StartupException;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.pipeline.CatalogSlices;
import io.quipu.store.counts.CountWriteStatements;
import io.quipu.store.increments.IncrementTables;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.queries.TableScan;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.writes.CountsWriter;
import io.quipu.store.writes.RowTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes the counts that Cassandra has added up ({@code --count-mode=increments}) into final counts
 * in another keyspace. Then a job with final counts continues from them.
 *
 * <p>It can be repeated: each row is written with its final number, by a later owner each time.
 */
public final class Migration {
  private static final int ROWS_AT_ONCE = 500;
  private static final int WRITES_IN_FLIGHT = 128;

  private final CassandraSettings into;
  private final String from;
  private final Catalog catalog;
  private final Duration timeout;
  private final Consumer<String> progress;

  /**
   * A migration inside one Cassandra.
   *
   * @param into the keyspace of the final counts
   * @param from the keyspace of the increments, which no job may write meanwhile
   * @param catalog the catalog of the job that will continue
   * @param timeout how long to wait for Cassandra
   * @param progress takes a line about what takes long
   */
  public Migration(
      CassandraSettings into,
      String from,
      Catalog catalog,
      Duration timeout,
      Consumer<String> progress) {
    this.into = into;
    this.from = from;
    this.catalog = catalog;
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * What was migrated.
   *
   * @param rows how many rows of companies were read and written
   * @param events the sum of the counts of the whole statistics in months
   * @param ofCustomers how many rows of customers were left out
   */
  public record Result(long rows, long events, long ofCustomers) {}

  /** The rows and events in a table. */
  private static final class Total {
    private long rows;
    private long events;

    void add(CountRow row) {
      rows++;
      if (row.dimension().isEmpty() && row.resolution().word().equals("month")) {
        events += row.count();
      }
    }
  }

  /**
   * Migrates all counts of companies, and compares the totals of both keyspaces.
   *
   * @throws StartupException if the keyspace of the final counts has other counts, or the totals
   *     differ in the end
   */
  public Result run() throws InterruptedException {
    try (RunHistory history = RunsTable.open(into, RunsTable.Kind.STATISTIC, timeout, progress);
        CassandraSession session = CassandraSession.open(into, timeout, progress)) {
      JobRun run =
          MigrationRun.begin(history, from, catalog.timeZones(), into.keyspace(), progress);
      long owner = history.takeOwner(run.incarnation());
      Total read = new Total();
      long ofCustomers = copy(session, owner, read);
      requireEqual(read, session);
      history.end(run.incarnation());
      return new Result(read.rows, read.events, ofCustomers);
    }
  }

  private long copy(CassandraSession session, long owner, Total read) throws InterruptedException {
    RowTarget target =
        RowTarget.of(into, WRITES_IN_FLIGHT)
            .withSlices(new CatalogSlices(catalog))
            .withTimeZones(catalog.timeZones());
    List<CountRow> rows = new ArrayList<>();
    long[] ofCustomers = new long[1];
    progress.accept("Reading the counts of '" + from + "' ...");
    try (CountsWriter writer =
        CountsWriter.open(target, CountWriteStatements.kind(), batch -> {})) {
      IncrementTables.<InterruptedException>scan(
          session,
          from,
          row -> {
            if (!row.customer().isEmpty()) {
              ofCustomers[0]++;
              return;
            }
            read.add(row);
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
    return ofCustomers[0];
  }

  private void requireEqual(Total read, CassandraSession session) throws InterruptedException {
    progress.accept("Comparing ...");
    Total stored = new Total();
    new TableScan(session, into.keyspace())
        .<RuntimeException>read(StoredTable.COUNTS, (table, row) -> stored.add(row));
    if (stored.rows != read.rows || stored.events != read.events) {
      throw new StartupException(
          ("Read %,d rows of %,d events, and the keyspace '%s' has %,d rows of %,d events. Make"
                  + " sure that no job writes into either keyspace, and migrate again.")
              .formatted(read.rows, read.events, into.keyspace(), stored.rows, stored.events));
    }
  }
}
