package io.quipu.it.stack;

import io.quipu.it.recount.Row;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.queries.TableScan;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads the rows that a job has written to Cassandra. */
public final class StoredRows {
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  private StoredRows() {}

  /** All rows of all companies, in {@link Row#ORDER}. */
  public static List<Row> read(CassandraSession session, String keyspace) {
    return all(new CountsReader(session, keyspace));
  }

  /** All rows of all companies in counter tables, in {@link Row#ORDER}. */
  public static List<Row> readIncrements(CassandraSession session, String keyspace) {
    return all(CountsReader.ofIncrements(session, keyspace));
  }

  /** All rows of all customers in counter tables, in {@link Row#ORDER}. */
  public static List<Row> readCustomerIncrements(CassandraSession session, String keyspace) {
    CountsReader reader = CountsReader.ofIncrements(session, keyspace);
    Set<CounterKey> counters = new HashSet<>();
    for (var row :
        session
            .cql()
            .execute(
                "SELECT DISTINCT company, customer, statistic, dimension, value, year FROM "
                    + keyspace
                    + "."
                    + CountsSchema.COUNT_INCREMENTS)) {
      counters.add(
          new CounterKey(
              text(row, "company"),
              text(row, "customer"),
              text(row, "statistic"),
              text(row, "dimension"),
              text(row, "value")));
    }
    return counters.stream()
        .filter(counter -> !counter.customer().isEmpty())
        .flatMap(
            counter ->
                Arrays.stream(Resolution.values())
                    .flatMap(
                        resolution ->
                            reader.series(counter, resolution, Instant.EPOCH, END).stream()))
        .map(StoredRows::row)
        .sorted(Row.ORDER)
        .toList();
  }

  /** All rows of {@code counts_by_value}, in {@link Row#ORDER}. */
  public static List<Row> readByValue(CassandraSession session, String keyspace)
      throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    new TableScan(session, keyspace)
        .<RuntimeException>read(StoredTable.COUNTS_BY_VALUE, (table, row) -> rows.add(row(row)));
    rows.sort(Row.ORDER);
    return rows;
  }

  private static List<Row> all(CountsReader reader) {
    return reader
        .directory()
        .companies()
        .flatMap(reader::export)
        .map(StoredRows::row)
        .sorted(Row.ORDER)
        .toList();
  }

  /** All rows of all customers, in {@link Row#ORDER}. */
  public static List<Row> readCustomers(CassandraSession session, String keyspace) {
    return session
        .cql()
        .execute("SELECT * FROM " + keyspace + "." + CountsSchema.CUSTOMER_COUNTS)
        .all()
        .stream()
        .map(StoredRows::customerRow)
        .sorted(Row.ORDER)
        .toList();
  }

  private static Row customerRow(com.datastax.oss.driver.api.core.cql.Row row) {
    Map<String, BigDecimal> sums = row.getMap("sums", String.class, BigDecimal.class);
    return new Row(
        text(row, "company"),
        text(row, "customer"),
        text(row, "statistic"),
        text(row, "dimension"),
        text(row, "value"),
        Resolution.ofCode(row.getByte("resolution")).word(),
        Objects.requireNonNull(row.getInstant("bucket")),
        row.getLong("count"),
        null,
        sums == null ? Map.of() : sums);
  }

  private static String text(com.datastax.oss.driver.api.core.cql.Row row, String column) {
    return Objects.requireNonNull(row.getString(column));
  }

  private static Row row(CountRow row) {
    return new Row(
        row.company(),
        row.customer(),
        row.statistic(),
        row.dimension(),
        row.value(),
        row.resolution().word(),
        Instant.ofEpochMilli(row.bucketStart()),
        row.count(),
        row.uniques(),
        row.sums());
  }
}
