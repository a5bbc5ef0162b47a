package io.quipu.audit.recount;

import io.quipu.model.counter.CountRow;
import io.quipu.model.range.DayGaps;
import io.quipu.store.queries.StoredTable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Adds the rows of gaps between days (see {@link DayGaps}) to the expected rows. SQL finds the last
 * day before each day of a customer.
 *
 * <p>A visit between two others changes the gap of the later one. So a row that differs between the
 * events that the job has counted for sure and all events can have any number meanwhile. Without
 * the first records of a log no gap is known, and no row is compared.
 */
final class GapRows {
  /** The name of the statistic of the gaps of {@code statistic}, as an expression. */
  static final String NAME_IN_SQL = "statistic || '" + name("") + "'";

  private static final String ROW = "company, statistic, dimension, value, start";

  private final Connection db;
  private final List<String> statistics;
  private final boolean complete;
  private final @Nullable Integer month;

  /**
   * @param statistics the statistics with such rows
   * @param complete whether no other event can have been counted
   * @param month the number of the month to compare; null for all
   */
  GapRows(Connection db, List<String> statistics, boolean complete, @Nullable Integer month) {
    this.db = db;
    this.statistics = statistics;
    this.complete = complete;
    this.month = month;
  }

  /** The customers by gap as a text, such as {@code 0=3;7=2}. */
  static String sums(CountRow row) {
    return row.sums().entrySet().stream()
        .filter(gap -> gap.getValue().signum() != 0)
        .sorted(Comparator.comparingInt(gap -> Integer.parseInt(gap.getKey())))
        .map(gap -> gap.getKey() + "=" + gap.getValue().toBigInteger())
        .collect(Collectors.joining(";"));
  }

  /** The customers by gap of a text. */
  static Map<String, BigDecimal> ofText(String text) {
    Map<String, BigDecimal> gaps = new HashMap<>();
    if (!text.isEmpty()) {
      for (String each : text.split(";", -1)) {
        int equal = each.indexOf('=');
        gaps.put(each.substring(0, equal), new BigDecimal(each.substring(equal + 1)));
      }
    }
    return gaps;
  }

  /** Adds the rows, and returns how many stored rows are left out. */
  long addTo(String expected) throws SQLException {
    if (statistics.isEmpty()) {
      return 0;
    }
    if (!complete) {
      String mine =
          "statistic IN (%s)".formatted(literals(statistics.stream().map(GapRows::name).toList()));
      execute("DELETE FROM resolutions WHERE " + mine);
      return number("SELECT count(*) FROM stored WHERE " + mine);
    }
    String names = literals(statistics);
    count("", names, "all_gaps");
    count(" AND counted", names, "sure_gaps");
    execute(
        ("INSERT INTO %1$s SELECT tab, company, '', statistic || '%2$s', dimension, value, 'day',"
                + " start, CASE WHEN same THEN a.count ELSE 0 END, CASE WHEN same THEN a.count ELSE"
                + " 4611686018427387904 END, NULL, NULL, coalesce(a.sums, s.sums) FROM all_gaps a"
                + " FULL OUTER JOIN sure_gaps s USING (%3$s) CROSS JOIN (VALUES ('%4$s'), ('%5$s'))"
                + " t(tab), LATERAL (SELECT a.count IS NOT DISTINCT FROM s.count AND a.sums IS NOT"
                + " DISTINCT FROM s.sums AS same) WHERE tab = '%4$s' OR dimension <> ''")
            .formatted(expected, name(""), ROW, StoredTable.COUNTS, StoredTable.COUNTS_BY_VALUE));
    return 0;
  }

  /** The name of the statistic of the gaps, in the tables. */
  private static String name(String statistic) {
    return Tables.stored(DayGaps.nameOf(statistic));
  }

  private static String literals(List<String> texts) {
    return texts.stream()
        .map(text -> "'" + text.replace("'", "''") + "'")
        .collect(Collectors.joining(", "));
  }

  private void count(String which, String names, String rows) throws SQLException {
    execute(
        ("CREATE OR REPLACE TABLE %1$s AS WITH visits AS (SELECT DISTINCT company, statistic,"
                + " dimension, value, customer, day AS start, local_day, month_number FROM once JOIN"
                + " event_values USING (id) WHERE customer IS NOT NULL AND statistic IN (%2$s)%3$s AND"
                + " (statistic, dimension) NOT IN (SELECT statistic, dimension FROM limits)),"
                + " gaps AS (SELECT *, local_day - lag(local_day) OVER (PARTITION BY company,"
                + " statistic, dimension, value, customer ORDER BY local_day) AS gap FROM visits),"
                + " customers AS (SELECT %4$s, CASE WHEN gap IS NULL OR gap > %5$d THEN %6$d ELSE gap"
                + " END AS gap, count(*) AS customers FROM gaps%7$s GROUP BY ALL) SELECT %4$s,"
                + " sum(customers)::BIGINT AS count, string_agg(gap::VARCHAR || '=' ||"
                + " customers::VARCHAR, ';' ORDER BY gap) AS sums FROM customers GROUP BY %4$s")
            .formatted(
                rows,
                names,
                which,
                ROW,
                DayGaps.MAX_GAP,
                DayGaps.NO_GAP,
                month == null ? "" : " WHERE month_number = " + month));
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
