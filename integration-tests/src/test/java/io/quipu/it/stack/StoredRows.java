package io.quipu.it.stack;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.it.recount.Row;
import io.quipu.model.CountRow;
import io.quipu.query.CountsReader;
import java.time.Instant;
import java.util.List;

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

  private static Row row(CountRow row) {
    return new Row(
        row.company(),
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
