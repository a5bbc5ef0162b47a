package io.quipu.audit.recount;

import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.store.queries.StoredTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds the rows of sequences to the expected rows.
 *
 * <p>Numbers of sequences can fall when events come. So a row that differs between the events that
 * the job has counted for sure and all events can have any number meanwhile, and is not compared.
 * Without the first records of a log no number is known, and no row is compared.
 */
final class SequenceRows {
  private static final String KEY = RowComparison.KEY;

  private final Connection db;
  private final List<SequenceDefinition> sequences;
  private final boolean complete;
  private final @Nullable Integer month;

  /**
   * @param complete whether no other event can have been counted
   * @param month the number of the month to compare; null for all
   */
  SequenceRows(
      Connection db,
      List<SequenceDefinition> sequences,
      boolean complete,
      @Nullable Integer month) {
    this.db = db;
    this.sequences = sequences;
    this.complete = complete;
    this.month = month;
  }

  /** Adds the rows, and returns how many stored rows are left out. */
  long addTo(String expected) throws SQLException {
    if (sequences.isEmpty()) {
      return 0;
    }
    if (!complete) {
      String names = "(statistic IN (SELECT name FROM left_out))";
      execute("CREATE OR REPLACE TABLE left_out (name VARCHAR)");
      for (SequenceDefinition sequence : sequences) {
        execute(
            "INSERT INTO left_out VALUES ('"
                + sequence.statistic().name().replace("'", "''")
                + "')");
      }
      execute("DELETE FROM resolutions WHERE " + names);
      return number("SELECT count(*) FROM stored WHERE " + names);
    }
    count(false, "all_rows");
    boolean moves = number("SELECT count(*) FROM step_events WHERE NOT counted") > 0;
    if (moves) {
      count(true, "sure_rows");
    } else {
      execute("CREATE OR REPLACE TABLE sure_rows AS SELECT * FROM all_rows");
    }
    // Numbers that are not sure have no limits.
    execute(
        ("INSERT INTO %1$s SELECT tab, %2$s, CASE WHEN same THEN a.count ELSE 0 END, CASE WHEN same"
                + " THEN a.count ELSE 4611686018427387904 END, CASE WHEN same THEN a.uniques ELSE 0"
                + " END, CASE WHEN same THEN a.uniques ELSE 4611686018427387904 END, coalesce(a.sums,"
                + " s.sums) FROM all_rows a FULL OUTER JOIN sure_rows s USING (%2$s) CROSS JOIN"
                + " (VALUES ('%3$s'), ('%4$s')) t(tab), LATERAL (SELECT a.count IS NOT DISTINCT FROM"
                + " s.count AND a.uniques IS NOT DISTINCT FROM s.uniques AND a.sums IS NOT DISTINCT"
                + " FROM s.sums AS same) WHERE tab = '%3$s' OR dimension <> ''")
            .formatted(expected, KEY, StoredTable.COUNTS, StoredTable.COUNTS_BY_VALUE));
    return 0;
  }

  private void count(boolean onlyCounted, String rows) throws SQLException {
    String found = "found_sequences";
    SequenceCount.createResult(db, found);
    for (int i = 0; i < sequences.size(); i++) {
      new SequenceCount(db, sequences.get(i), i).run(onlyCounted, found);
    }
    execute(
        ("CREATE OR REPLACE TABLE %s AS SELECT %s, count(*) AS count, count(DISTINCT customer) AS"
                + " uniques, sum(millis)::VARCHAR AS sums FROM (SELECT e.*, '' AS of_customer,"
                + " r.resolution, CASE r.resolution WHEN 'hour' THEN e.hour WHEN 'day' THEN e.day ELSE"
                + " e.month END AS start FROM %s e JOIN resolutions r USING (statistic)%s) GROUP BY"
                + " %s")
            .formatted(
                rows, KEY, found, month == null ? "" : " WHERE e.month_number = " + month, KEY));
  }

  private long number(String query) throws SQLException {
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
