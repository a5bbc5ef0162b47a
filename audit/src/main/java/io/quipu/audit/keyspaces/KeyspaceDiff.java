package io.quipu.audit.keyspaces;

import io.quipu.audit.TemporaryFolder;
import io.quipu.io.StartupException;
import io.quipu.model.counter.CountRow;
import io.quipu.store.directory.Directory;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.queries.TableScan;
import io.quipu.store.session.CassandraSession;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Compares the counts of companies, or of customers, in two keyspaces of one Cassandra. */
public final class KeyspaceDiff {
  private static final String KEY =
      "company, customer, statistic, dimension, value, resolution, start";

  private final CassandraSession session;
  private final boolean ofCustomers;

  /**
   * Compares keyspaces of this Cassandra, whose session must stay open.
   *
   * @param kind whose counts
   */
  public KeyspaceDiff(CassandraSession session, RunsTable.Kind kind) {
    this.session = session;
    this.ofCustomers = kind == RunsTable.Kind.CUSTOMER;
  }

  /**
   * Compares two keyspaces.
   *
   * @return the months with a difference, the largest change of a count first
   * @throws StartupException if there is no room for the rows on the disk
   */
  public List<MonthDiff> between(String keyspace, String other) throws InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.make("quipu-diff");
        DuckDBConnection db =
            DriverManager.getConnection("jdbc:duckdb:" + folder.path().resolve("diff.duckdb"))
                .unwrap(DuckDBConnection.class)) {
      load(db, "a", keyspace);
      load(db, "b", other);
      return compare(db);
    } catch (SQLException e) {
      throw new StartupException(
          "The rows cannot be compared: %s. Check the free space for temporary files, or set TMPDIR."
              .formatted(e.getMessage()),
          e);
    }
  }

  private void load(DuckDBConnection db, String table, String keyspace)
      throws SQLException, InterruptedException {
    try (Statement statement = db.createStatement()) {
      statement.execute(
          "CREATE TABLE "
              + table
              + " (company VARCHAR, customer VARCHAR, statistic VARCHAR, dimension VARCHAR, value VARCHAR, resolution"
              + " VARCHAR, start BIGINT, month VARCHAR, count BIGINT, uniques BIGINT, sums"
              + " VARCHAR)");
    }
    Directory directory =
        ofCustomers
            ? Directory.ofCustomers(session, keyspace)
            : Directory.ofCompanies(session, keyspace);
    Map<String, ZoneId> zones = new HashMap<>();
    try (DuckDBAppender rows = db.createAppender(table)) {
      new TableScan(session, keyspace)
          .<SQLException>read(
              ofCustomers ? StoredTable.CUSTOMER_COUNTS : StoredTable.COUNTS,
              (from, row) -> {
                ZoneId zone =
                    zones.computeIfAbsent(
                        row.company(),
                        company -> directory.timeZone(company).orElse(ZoneOffset.UTC));
                add(rows, row, YearMonth.from(row.start().atZone(zone)).toString());
              });
    }
  }

  private static void add(DuckDBAppender rows, CountRow row, String month) throws SQLException {
    rows.beginRow();
    rows.append(row.company());
    rows.append(row.customer());
    rows.append(row.statistic());
    rows.append(row.dimension());
    rows.append(row.value());
    rows.append(row.resolution().word());
    rows.append(row.bucketStart());
    rows.append(month);
    rows.append(row.count());
    rows.append(row.uniques());
    rows.append(
        new TreeMap<>(row.sums())
            .entrySet().stream()
                .map(
                    sum -> sum.getKey() + "=" + sum.getValue().stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(";")));
    rows.endRow();
  }

  private static List<MonthDiff> compare(DuckDBConnection db) throws SQLException {
    List<MonthDiff> months = new ArrayList<>();
    String whole = "dimension = '' AND resolution = 'month'";
    try (Statement statement = db.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT company, statistic, coalesce(a.month, b.month) AS month,"
                    + " count(*) FILTER (WHERE a.month IS NULL) AS added,"
                    + " count(*) FILTER (WHERE b.month IS NULL) AS gone,"
                    + " count(*) FILTER (WHERE a.month IS NOT NULL AND b.month IS NOT NULL AND"
                    + " (a.count <> b.count OR a.uniques IS DISTINCT FROM b.uniques OR a.sums <>"
                    + " b.sums)) AS changed,"
                    + " sum(a.count) FILTER (WHERE %1$s)::BIGINT AS count_a,".formatted(whole)
                    + " sum(b.count) FILTER (WHERE %1$s)::BIGINT AS count_b,".formatted(whole)
                    + " sum(a.uniques) FILTER (WHERE %1$s)::BIGINT AS uniques_a,".formatted(whole)
                    + " sum(b.uniques) FILTER (WHERE %1$s)::BIGINT AS uniques_b".formatted(whole)
                    + " FROM a FULL OUTER JOIN b USING ("
                    + KEY
                    + ") GROUP BY 1, 2, 3 HAVING added + gone + changed > 0"
                    + " ORDER BY abs(coalesce(count_b, 0) - coalesce(count_a, 0)) DESC,"
                    + " added + gone + changed DESC, 1, 2, 3")) {
      while (row.next()) {
        months.add(
            new MonthDiff(
                row.getString("company"),
                row.getString("statistic"),
                row.getString("month"),
                row.getLong("added"),
                row.getLong("changed"),
                row.getLong("gone"),
                total(row, "a"),
                total(row, "b")));
      }
    }
    return months;
  }

  private static MonthDiff.@Nullable Total total(ResultSet row, String side) throws SQLException {
    Long count = nullable(row, "count_" + side);
    return count == null ? null : new MonthDiff.Total(count, nullable(row, "uniques_" + side));
  }

  private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }
}
