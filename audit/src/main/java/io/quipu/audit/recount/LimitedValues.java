package io.quipu.audit.recount;

import io.quipu.model.limit.ValueLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Lets the values beyond a limit count as the job counts them. Which values are within a limit
 * depends on the order in which the job has read its events. So it follows from the stored rows: in
 * a month with rows of others, a value that has no row of its own is one of the others.
 *
 * <p>Lost rows are found nevertheless. A value keeps its place as long as one of its rows of hours,
 * days and the month is left.
 */
final class LimitedValues {
  private static final String SCOPE = "company, statistic, dimension, month_number";

  private final Connection db;

  LimitedValues(Connection db) {
    this.db = db;
  }

  /**
   * Makes a view of what counts.
   *
   * @param from a view in which each event has its own values
   * @param to the view to make
   */
  void decide(String from, String to) throws SQLException {
    execute(
        "CREATE OR REPLACE TABLE admitted AS WITH months AS (SELECT DISTINCT company, 'hour' AS"
            + " resolution, hour AS start, month_number FROM events UNION SELECT DISTINCT company,"
            + " 'day', day, month_number FROM events UNION SELECT DISTINCT company, 'month', month,"
            + " month_number FROM events) SELECT DISTINCT "
            + SCOPE
            + ", value FROM stored JOIN months USING (company, resolution, start) WHERE (statistic,"
            + " dimension) IN (SELECT statistic, dimension FROM limits)");
    // An event with several values beyond the limit counts once.
    execute(
        ("CREATE OR REPLACE VIEW %1$s AS SELECT DISTINCT e.* REPLACE (CASE WHEN o.others IS NULL OR"
                + " a.own IS NOT NULL THEN e.value ELSE '%2$s' END AS value) FROM %3$s e LEFT JOIN"
                + " (SELECT %4$s, value AS own FROM admitted) a ON e.value = a.own AND %5$s LEFT JOIN"
                + " (SELECT %4$s, value AS others FROM admitted WHERE value = '%2$s') o ON %6$s")
            .formatted(to, ValueLimits.OTHER, from, SCOPE, same("a"), same("o")));
  }

  /**
   * Removes the stored rows of gaps between days of dimensions with a limit, which are not
   * compared: for them, the admitted values of all months would have to be known.
   *
   * @param name the name of the statistic of the gaps, as an expression
   * @return how many there were
   */
  long forgetGaps(String name) throws SQLException {
    String gaps = "(statistic, dimension) IN (SELECT " + name + ", dimension FROM limits)";
    try (Statement statement = db.createStatement()) {
      return statement.executeLargeUpdate("DELETE FROM stored WHERE " + gaps);
    }
  }

  private static String same(String table) {
    StringBuilder text = new StringBuilder();
    for (String column : SCOPE.split(", ", -1)) {
      text.append(text.isEmpty() ? "" : " AND ");
      text.append("e.").append(column).append(" = ").append(table).append('.').append(column);
    }
    return text.toString();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
