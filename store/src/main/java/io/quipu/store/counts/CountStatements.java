package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.Encoding;
import io.quipu.store.session.RetryingRequests;
import io.quipu.store.writes.PartitionBatches;
import io.quipu.store.writes.RowStatements;
import io.quipu.store.writes.RowTarget;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns final rows into statements: unlogged batches of a few partitions. */
public final class CountStatements implements RowStatements {

  /** A partition of {@code counts}. */
  private record SeriesPartition(
      String company, String statistic, String dimension, String value, int year) {}

  /** A partition of {@code counts_by_value}. */
  private record ValuesPartition(
      String company,
      String statistic,
      String dimension,
      Resolution resolution,
      long bucketStart,
      int slice) {}

  /** A partition of {@code customer_counts}. */
  private record CustomerPartition(String company, String customer, int year) {}

  /** The columns that all tables have, in the order of a statement. */
  private static final List<String> COLUMNS =
      List.of(
          "company", "statistic", "dimension", "value", "resolution", "bucket", "count", "sums");

  // The positions of the other columns in a statement; a name would be looked up for each row.
  private static final int SUMS = 7;
  private static final int OWN = 8;
  private static final int LAST = 9;
  private static final int VERSION = 10;

  private final RetryingRequests requests;
  private final String keyspace;
  private final RowVersion version;
  private final Slices slices;
  private final Encoding encoding;
  private final PreparedStatement counts;
  private final PreparedStatement countsByValue;
  private final PreparedStatement customerCounts;

  /**
   * Statements for final rows. Of all writes of a row, the one with the highest version is kept.
   *
   * @param version gives each row its version
   */
  public static Kind kind(RowVersion version) {
    return (requests, target) -> new CountStatements(requests, target, version);
  }

  private CountStatements(RetryingRequests requests, RowTarget target, RowVersion version)
      throws InterruptedException {
    this.requests = requests;
    this.keyspace = target.settings().keyspace();
    this.version = version;
    this.slices = target.slices();
    encoding = requests.encoding();
    counts = prepare(CountsSchema.COUNTS, "year", "uniques");
    countsByValue = prepare(CountsSchema.COUNTS_BY_VALUE, "slice", "uniques");
    customerCounts = prepare(CountsSchema.CUSTOMER_COUNTS, "year", "customer");
  }

  /** A statement whose last two columns are specific to the table. */
  private PreparedStatement prepare(String table, String ownColumn, String lastColumn)
      throws InterruptedException {
    return requests.prepare(
        "INSERT INTO %s.%s (%s, %s, %s) VALUES (%s, ?, ?) USING TIMESTAMP ?"
            .formatted(
                keyspace,
                table,
                String.join(", ", COLUMNS),
                ownColumn,
                lastColumn,
                COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", "))));
  }

  @Override
  public List<Statement<?>> of(Collection<CountRow> rows) {
    PartitionBatches batches = new PartitionBatches();
    for (CountRow row : rows) {
      Values values = new Values(row);
      if (row.customer().isEmpty()) {
        addToCompany(row, values, batches);
      } else {
        batches.add(
            new CustomerPartition(row.company(), row.customer(), row.year()),
            values.bind(
                customerCounts, encoding.number(row.year()), encoding.text(row.customer())));
      }
    }
    ReplicaBatches replicas = new ReplicaBatches(requests.tokens(), keyspace);
    batches.batches().forEach(replicas::add);
    return replicas.statements();
  }

  private void addToCompany(CountRow row, Values values, PartitionBatches batches) {
    ByteBuffer uniques = row.uniques() == null ? null : encoding.number(row.uniques());
    batches.add(
        new SeriesPartition(
            row.company(), row.statistic(), row.dimension(), row.value(), row.year()),
        values.bind(counts, encoding.number(row.year()), uniques));
    if (!row.dimension().isEmpty()) {
      int slice = Slices.slice(row.value(), slices.of(row.statistic(), row.dimension()));
      batches.add(
          new ValuesPartition(
              row.company(),
              row.statistic(),
              row.dimension(),
              row.resolution(),
              row.bucketStart(),
              slice),
          values.bind(countsByValue, encoding.number(slice), uniques));
    }
  }

  /** The values that a row has in every table, encoded once for the two tables of most rows. */
  private final class Values {
    private final ByteBuffer[] columns;
    private final @Nullable ByteBuffer sums;
    private final ByteBuffer timestamp;

    Values(CountRow row) {
      columns =
          new ByteBuffer[] {
            encoding.text(row.company()),
            encoding.text(row.statistic()),
            encoding.text(row.dimension()),
            encoding.text(row.value()),
            encoding.tiny(row.resolution().code()),
            encoding.number(row.bucketStart()),
            encoding.number(row.count())
          };
      sums = row.sums().isEmpty() ? null : encoding.sums(row.sums());
      timestamp = encoding.number(version.of(row));
    }

    /** The write of the row. A value that is not set leaves no tombstone, unlike a null. */
    BoundStatement bind(PreparedStatement insert, ByteBuffer own, @Nullable ByteBuffer last) {
      BoundStatementBuilder bound = insert.boundStatementBuilder();
      for (int i = 0; i < columns.length; i++) {
        bound.setBytesUnsafe(i, columns[i]);
      }
      if (sums != null) {
        bound.setBytesUnsafe(SUMS, sums);
      }
      if (last != null) {
        bound.setBytesUnsafe(LAST, last);
      }
      return bound.setBytesUnsafe(OWN, own).setBytesUnsafe(VERSION, timestamp).build();
    }
  }
}
