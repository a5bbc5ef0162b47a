package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.common.collect.Iterators;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.directory.Directory;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.PagedRows;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** Reads all final rows of a customer, who has one partition per year. */
public final class CustomerRows {
  private static final int PAGE_ROWS = 500;

  private final CqlSession session;
  private final PreparedStatement behind;

  public CustomerRows(CqlSession session, String keyspace) {
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

  /** The rows after a position, in the years in which the company's customers have rows. */
  public Iterator<CountRow> behind(
      String company, String customer, CustomerPosition position, List<DirectoryEntry> months) {
    Iterator<Integer> years =
        Directory.years(months).stream().filter(year -> year >= position.year()).iterator();
    return Iterators.concat(
        Iterators.transform(
            years,
            year -> {
              CustomerPosition from =
                  year == position.year() ? position : CustomerPosition.before(year, "");
              PagedRows rows = new PagedRows(session, bind(company, customer, from));
              return Iterators.transform(rows, row -> countRow(company, customer, year, row));
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
    CounterKey counter =
        new CounterKey(
            company,
            customer,
            CountColumns.text(row, "statistic"),
            CountColumns.text(row, "dimension"),
            CountColumns.text(row, "value"));
    return CountColumns.countRow(new CountColumns.Series(counter, year), row);
  }
}
