package io.quipu.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.schema.CountsSchema;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** All final rows of a customer, which stand together in a year. */
final class CustomerRows {
  private static final int PAGE_ROWS = 500;

  private final CqlSession session;
  private final PreparedStatement behind;

  CustomerRows(CqlSession session, String keyspace) {
    this.session = session;
    behind =
        session.prepare(
            "SELECT statistic, dimension, value, resolution, bucket, count, sums FROM "
                + CountsSchema.requireKeyspace(keyspace)
                + "."
                + CountsSchema.CUSTOMER_COUNTS
                + " WHERE company = ? AND customer = ? AND year = ?"
                + " AND (statistic, dimension, value, resolution, bucket) > (?, ?, ?, ?, ?)");
  }

  /** The rows behind a place, in the years that the company's customers have rows of. */
  Iterator<CountRow> behind(
      String company, String customer, CustomerPosition position, List<DirectoryEntry> months) {
    Iterator<Integer> years =
        Directory.years(months).stream().filter(year -> year >= position.year()).iterator();
    return Iterators.concat(
        Iterators.map(
            years,
            year -> {
              CustomerPosition from =
                  year == position.year() ? position : CustomerPosition.before(year, "");
              PagedRows rows = new PagedRows(session, bind(company, customer, from));
              return Iterators.map(rows, row -> countRow(company, customer, year, row));
            }));
  }

  private BoundStatement bind(String company, String customer, CustomerPosition from) {
    return behind
        .bind(
            company,
            customer,
            from.year(),
            from.statistic(),
            from.dimension(),
            from.value(),
            (byte) from.resolution(),
            Instant.ofEpochMilli(from.bucket()))
        .setPageSize(PAGE_ROWS);
  }

  private static CountRow countRow(String company, String customer, int year, Row row) {
    Counter counter =
        new Counter(
            company,
            customer,
            Columns.text(row, "statistic"),
            Columns.text(row, "dimension"),
            Columns.text(row, "value"));
    return Columns.countRow(new Columns.Series(counter, year), row);
  }
}
