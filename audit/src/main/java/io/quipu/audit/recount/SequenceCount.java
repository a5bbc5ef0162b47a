package io.quipu.audit.recount;

import io.quipu.model.sequence.CombinedValues;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.Within;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts one sequence by SQL: joins each step with those that can follow it, and groups what is
 * known of the chains before and after each. It fills a table with a row for each event that counts
 * and each of its counters.
 */
final class SequenceCount {
  private static final String OWNER = "company, customer";

  private final Connection db;
  private final SequenceDefinition sequence;
  private final int number;
  private final int counted;
  private final int last;

  /**
   * @param number the place of the sequence in the catalog
   */
  SequenceCount(Connection db, SequenceDefinition sequence, int number) {
    this.db = db;
    this.sequence = sequence;
    this.number = number;
    counted = sequence.countedStep();
    last = sequence.steps().size() - 1;
  }

  /** Creates the table of the events that count, which has no rows yet. */
  static void createResult(Connection db, String table) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE TABLE "
              + table
              + " (statistic VARCHAR, company VARCHAR, customer VARCHAR, time BIGINT, identity"
              + " BIGINT, month_number INTEGER, hour BIGINT, day BIGINT, month BIGINT, dimension"
              + " VARCHAR, value VARCHAR, millis BIGINT)");
    }
  }

  /**
   * Counts.
   *
   * @param onlyCounted whether to take only the events that the job has counted for sure
   * @param result the table that gets the events that count
   */
  void run(boolean onlyCounted, String result) throws SQLException {
    facts(onlyCounted);
    for (int step = 1; step <= last; step++) {
      pairs(step);
    }
    beginnings();
    rests();
    for (int step = 0; step <= counted; step++) {
      insert(
          result,
          "b" + step,
          literal(SequenceDefinition.STEP),
          literal(sequence.stepValue(step)),
          step == 0 ? "0" : "f.time - max(c.previous)",
          "");
    }
    for (int step = counted + 1; step <= last; step++) {
      insert(
          result,
          "b" + counted,
          literal(SequenceDefinition.STEP),
          literal(sequence.stepValue(step)),
          "min(r.e" + step + ") - min(r.e" + (step - 1) + ")",
          " HAVING min(r.e" + step + ") IS NOT NULL");
    }
    List<Integer> carrying = sequence.carrying();
    for (int some = 0; some < 1 << carrying.size(); some++) {
      combination(result, carrying, some);
    }
  }

  /** The facts of the sequence with their places, and once each. */
  private void facts(boolean onlyCounted) throws SQLException {
    String some = onlyCounted ? " WHERE counted" : "";
    execute(
        "CREATE OR REPLACE TABLE once_steps AS SELECT * EXCLUDE (copy) FROM (SELECT *,"
            + " row_number() OVER (PARTITION BY company, statistic, customer, month_number,"
            + " event_id ORDER BY id) AS copy FROM step_events"
            + some
            + ") WHERE copy = 1 OR event_id IS NULL");
    execute(
        ("CREATE OR REPLACE TABLE facts AS SELECT *, row_number() OVER (PARTITION BY %s ORDER BY"
                + " time, kind, identity, value) AS place, row_number() OVER () AS fact FROM"
                + " (SELECT DISTINCT company, customer, month_number, time, identity, local_day,"
                + " hour, day, month, kind, value FROM once_steps JOIN steps USING (id) WHERE"
                + " sequence = %d)")
            .formatted(OWNER, number));
  }

  /** Which facts of a step follow which facts of the step before. */
  private void pairs(int step) throws SQLException {
    SequenceStep next = sequence.steps().get(step);
    String forbidden = "x.kind > " + last + (sequence.strict() ? " OR x.kind <> " + step : "");
    execute(
        ("CREATE OR REPLACE TABLE p%d AS SELECT p.fact AS before, q.fact AS after FROM facts p JOIN"
                + " facts q USING (%s) WHERE p.kind = %d AND q.kind = %d AND p.place < q.place AND"
                + " NOT %s AND %s AND NOT EXISTS (SELECT 1 FROM facts x WHERE x.company ="
                + " p.company AND x.customer = p.customer AND (%s) AND x.place > p.place AND x.place"
                + " < q.place AND NOT %s AND NOT %s)%s")
            .formatted(
                step,
                OWNER,
                step - 1,
                step,
                isSameEvent("p", "q"),
                isInTime(next.within(), "p", "q"),
                forbidden,
                isSameEvent("x", "p"),
                isSameEvent("x", "q"),
                next.atLeast() == 1
                    ? ""
                    : (" AND (SELECT count(*) FROM facts x WHERE x.company = p.company AND"
                            + " x.customer = p.customer AND x.kind = q.kind AND x.value = q.value"
                            + " AND x.place > p.place AND x.place <= q.place AND NOT %s AND %s)"
                            + " >= %d")
                        .formatted(
                            isSameEvent("x", "p"),
                            isInTime(next.within(), "p", "x"),
                            next.atLeast())));
  }

  private static String isSameEvent(String a, String b) {
    return "(%1$s.time = %2$s.time AND %1$s.identity = %2$s.identity)".formatted(a, b);
  }

  private static String isInTime(Within within, String from, String to) {
    return switch (within.days()) {
      case ANY -> "%s.time - %s.time <= %d".formatted(to, from, within.millis());
      case SAME -> "%s.local_day = %s.local_day".formatted(to, from);
      case NEXT -> "%s.local_day = %s.local_day + 1".formatted(to, from);
    };
  }

  /** For each fact up to the counted step, the chains before it: b0, b1 and so on. */
  private void beginnings() throws SQLException {
    SequenceStep first = sequence.steps().get(0);
    execute(
        ("CREATE OR REPLACE TABLE b0 AS SELECT f.fact, NULL::BIGINT AS previous, f.time AS start"
                + " FROM facts f WHERE f.kind = 0 AND (SELECT count(*) FROM facts x WHERE x.company"
                + " = f.company AND x.customer = f.customer AND x.kind = 0 AND x.value = f.value AND"
                + " x.place <= f.place AND (x.fact = f.fact OR %s)) >= %d")
            .formatted(isInTime(first.within(), "x", "f"), first.atLeast()));
    for (int step = 1; step <= counted; step++) {
      String known = columns(carryingBefore(step - 1), "b.");
      String own =
          sequence.steps().get(step - 1).carry() == null ? "" : ", p.value AS c" + (step - 1);
      String grouped = columns(carryingBefore(step), "");
      execute(
          ("CREATE OR REPLACE TABLE b%d AS SELECT fact, max(previous) AS previous, max(start) AS"
                  + " start%s FROM (SELECT after AS fact, p.time AS previous, b.start%s%s FROM b%d b"
                  + " JOIN p%d ON before = b.fact JOIN facts p ON p.fact = b.fact) GROUP BY fact%s")
              .formatted(step, grouped, known, own, step - 1, step, grouped));
    }
  }

  /** For each fact from the counted step on, the chains after it: r with the last number first. */
  private void rests() throws SQLException {
    for (int step = last; step >= counted; step--) {
      String own = sequence.steps().get(step).carry() == null ? "" : ", f.value AS c" + step;
      StringBuilder times = new StringBuilder();
      for (int reached = step; reached <= last; reached++) {
        times
            .append(", ")
            .append(reached == step ? "f.time" : "min(n.e" + reached + ")")
            .append(" AS e")
            .append(reached);
      }
      String after = columns(carryingAfter(step), "n.");
      execute(
          ("CREATE OR REPLACE TABLE r%1$d AS SELECT f.fact%2$s%3$s%4$s FROM facts f %5$s WHERE"
                  + " f.kind = %1$d GROUP BY f.fact, f.time, f.value%4$s")
              .formatted(
                  step,
                  times,
                  own,
                  after,
                  step == last
                      ? ""
                      : "LEFT JOIN (SELECT before, r.* FROM p%1$d JOIN r%1$d r ON r.fact = after) n ON n.before = f.fact"
                          .formatted(step + 1)));
    }
  }

  private List<Integer> carryingBefore(int step) {
    return sequence.carrying().stream().filter(place -> place < step).toList();
  }

  private List<Integer> carryingAfter(int step) {
    return sequence.carrying().stream().filter(place -> place > step).toList();
  }

  private static String columns(List<Integer> places, String table) {
    return places.stream().map(place -> ", " + table + "c" + place).collect(Collectors.joining());
  }

  /** Adds the events through which a whole chain goes, by the values of some carrying steps. */
  private void combination(String result, List<Integer> carrying, int some) throws SQLException {
    List<Integer> chosen =
        IntStream.range(0, carrying.size())
            .filter(i -> (some & 1 << i) != 0)
            .mapToObj(carrying::get)
            .toList();
    List<String> dimensions = new ArrayList<>();
    StringBuilder joins = new StringBuilder();
    List<String> quoted = new ArrayList<>();
    for (int place : chosen) {
      dimensions.add(sequence.carriedDimension(place));
      joins
          .append(" JOIN step_values v")
          .append(place)
          .append(" ON v")
          .append(place)
          .append(".value = ")
          .append(place < counted ? "c.c" : "r.c")
          .append(place);
      quoted.add("v" + place + ".quoted");
    }
    String value =
        switch (chosen.size()) {
          case 0 -> "''";
          case 1 -> "v" + chosen.get(0) + ".plain";
          default -> "'[' || " + String.join(" || ',' || ", quoted) + " || ']'";
        };
    String fresh = "r.e" + last + " - c.start";
    execute(
        ("INSERT INTO %s SELECT %s, f.company, f.customer, f.time, f.identity, f.month_number,"
                + " f.hour, f.day, f.month, %s, %s AS v, min(%s) FROM b%d c JOIN r%d r USING (fact)"
                + " JOIN facts f USING (fact)%s WHERE r.e%d IS NOT NULL GROUP BY ALL")
            .formatted(
                result,
                literal(sequence.statistic().name()),
                literal(CombinedValues.dimension(dimensions)),
                value,
                fresh,
                counted,
                counted,
                joins,
                last));
  }

  private void insert(
      String result, String table, String dimension, String value, String millis, String having)
      throws SQLException {
    execute(
        ("INSERT INTO %s SELECT %s, f.company, f.customer, f.time, f.identity, f.month_number,"
                + " f.hour, f.day, f.month, %s, %s, %s FROM %s c JOIN facts f USING (fact)%s GROUP"
                + " BY f.company, f.customer, f.time, f.identity, f.month_number, f.hour, f.day,"
                + " f.month%s")
            .formatted(
                result,
                literal(sequence.statistic().name()),
                dimension,
                value,
                millis,
                table,
                millis.contains("r.e") ? " JOIN r" + counted + " r USING (fact)" : "",
                having));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
