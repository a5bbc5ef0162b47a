package io.quipu.it.stack;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.it.recount.Row;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.model.schema.CountsSchema;
import io.quipu.query.CountsReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a job has written. */
public final class StoredRows {
  private StoredRows() {}

  /** All rows of all companies, in the order of files. */
  public static List<Row> read(CqlSession session, String keyspace) {
    CountsReader reader = new CountsReader(session, keyspace);
    return reader
        .directory()
        .companies()
        .flatMap(reader::export)
        .map(StoredRows::row)
        .sorted(Row.ORDER)
        .toList();
  }

  /** All rows of all customers, in the order of files. */
  public static List<Row> readCustomers(CqlSession session, String keyspace) {
    return session
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
