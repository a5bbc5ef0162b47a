package io.quipu.it.audit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.audit.recount.Difference;
import io.quipu.model.calendar.Resolution;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.queries.StoredTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Wrong rows of all kinds, which win over the rows of the job. */
final class PlantedErrors {
  private final CqlSession session;
  private final String keyspace;
  private final Random random;
  private final Set<String> planted = new TreeSet<>();

  PlantedErrors(CqlSession session, String keyspace, Random random) {
    this.session = session;
    this.keyspace = keyspace;
    this.random = random;
  }

  /** The text of a difference, to compare it with a planted one. */
  static String text(Difference difference) {
    return String.join(
        "|",
        difference.table().name(),
        difference.kind().name(),
        difference.company(),
        difference.statistic(),
        difference.dimension(),
        difference.value(),
        difference.resolution().word(),
        Long.toString(difference.bucketStart()));
  }

  /** Plants errors into different rows of both tables; returns the differences that they make. */
  Set<String> plant(int errors) {
    Map<StoredTable, List<Row>> rows = new HashMap<>();
    for (StoredTable table : StoredTable.of(RunsTable.Kind.STATISTIC)) {
      List<Row> all =
          new ArrayList<>(
              session
                  .execute(
                      "SELECT "
                          + columns(table)
                          + ", WRITETIME(count) AS version FROM "
                          + name(table))
                  .all());
      Collections.shuffle(all, random);
      rows.put(table, all);
    }
    for (int i = 0; i < errors; i++) {
      StoredTable table = i % 2 == 0 ? StoredTable.COUNTS : StoredTable.COUNTS_BY_VALUE;
      Row row = Objects.requireNonNull(rows.get(table)).get(i / 2);
      plant(table, row, i);
    }
    return planted;
  }

  private void plant(StoredTable table, Row row, int number) {
    // After the row, and before each row of a later owner.
    String later = " USING TIMESTAMP " + (row.getLong("version") + (1L << 30));
    Map<String, BigDecimal> sums = row.getMap("sums", String.class, BigDecimal.class);
    boolean hasSums = sums != null && !sums.isEmpty();
    switch (number / 2 % 5) {
      case 0 -> {
        write("DELETE FROM " + name(table) + later, "", table, row);
        note(table, Difference.Kind.MISSING, row, "");
      }
      case 1 -> {
        String value = row.getString("value") + "-ghost";
        boolean whole = Objects.requireNonNull(row.getString("dimension")).isEmpty();
        if (whole) {
          change(table, row, later, "count", row.getLong("count") + 1, Difference.Kind.COUNT);
        } else {
          write("UPDATE " + name(table) + later, " SET count = 3, uniques = 1", table, row, value);
          note(table, Difference.Kind.EXTRA, row, "-ghost");
        }
      }
      case 2 -> {
        if (row.isNull("uniques")) {
          change(table, row, later, "count", row.getLong("count") + 2, Difference.Kind.COUNT);
        } else {
          change(table, row, later, "uniques", row.getLong("uniques") + 1, Difference.Kind.UNIQUES);
        }
      }
      case 3 -> {
        if (hasSums) {
          Map<String, BigDecimal> wrong = new HashMap<>(sums);
          wrong.replaceAll((name, sum) -> sum.add(BigDecimal.ONE));
          change(table, row, later, "sums", wrong, Difference.Kind.SUMS);
        } else {
          change(table, row, later, "count", row.getLong("count") + 3, Difference.Kind.COUNT);
        }
      }
      default ->
          change(
              table,
              row,
              later,
              "count",
              Math.max(0, row.getLong("count") - 1),
              Difference.Kind.COUNT);
    }
  }

  private void change(
      StoredTable table, Row row, String later, String column, Object wrong, Difference.Kind kind) {
    List<Object> values = new ArrayList<>();
    values.add(wrong);
    key(table, row, Objects.requireNonNull(row.getString("value")), values);
    session.execute(
        "UPDATE " + name(table) + later + " SET " + column + " = ?" + where(table),
        values.toArray());
    note(table, kind, row, "");
  }

  private void write(String start, String set, StoredTable table, Row row) {
    write(start, set, table, row, Objects.requireNonNull(row.getString("value")));
  }

  private void write(String start, String set, StoredTable table, Row row, String value) {
    List<Object> values = new ArrayList<>();
    key(table, row, value, values);
    session.execute(start + set + where(table), values.toArray());
  }

  private void note(StoredTable table, Difference.Kind kind, Row row, String suffix) {
    planted.add(
        String.join(
            "|",
            table.name(),
            kind.name(),
            row.getString("company"),
            row.getString("statistic"),
            row.getString("dimension"),
            row.getString("value") + suffix,
            Resolution.ofCode(row.getByte("resolution")).word(),
            Long.toString(Objects.requireNonNull(row.getInstant("bucket")).toEpochMilli())));
  }

  private String name(StoredTable table) {
    return keyspace + "." + table.name().toLowerCase(Locale.ROOT);
  }

  private static String columns(StoredTable table) {
    return "company, statistic, dimension, value, resolution, bucket, count, uniques, sums, "
        + last(table);
  }

  private static String last(StoredTable table) {
    return table == StoredTable.COUNTS ? "year" : "slice";
  }

  private static String where(StoredTable table) {
    return " WHERE company = ? AND statistic = ? AND dimension = ? AND value = ?"
        + " AND resolution = ? AND bucket = ? AND "
        + last(table)
        + " = ?";
  }

  private static void key(StoredTable table, Row row, String value, List<Object> values) {
    values.add(row.getString("company"));
    values.add(row.getString("statistic"));
    values.add(row.getString("dimension"));
    values.add(value);
    values.add(row.getByte("resolution"));
    values.add(row.getInstant("bucket"));
    values.add(row.getInt(last(table)));
  }
}
