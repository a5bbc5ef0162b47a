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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns final rows into statements: unlogged batches of a few partitions. */
public final class CountWriteStatements implements RowStatements {

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

  /** How many of them are part of the primary key. */
  private static final int KEY_COLUMNS = 6;

  // The positions of the other columns in a statement; a name would be looked up for each row.
  private static final int SUMS = 7;
  private static final int OWN = 8;
  private static final int LAST = 9;
  private static final int VERSION = 10;

  private final RetryingRequests requests;
  private final String keyspace;
  private final Slices slices;
  private final Encoding encoding;
  private final Table counts;
  private final Table countsByValue;
  private final Table customerCounts;

  /**
   * Statements for final rows. Of all writes of a row, the one with the highest {@link RowVersion}
   * is kept. A row with nothing counted is deleted.
   */
  public static Kind kind() {
    return CountWriteStatements::new;
  }

  private CountWriteStatements(RetryingRequests requests, RowTarget target)
      throws InterruptedException {
    this.requests = requests;
    this.keyspace = target.settings().keyspace();
    this.slices = target.slices();
    encoding = requests.encoding();
    counts = new Table(CountsSchema.COUNTS, "year", "uniques", false);
    countsByValue = new Table(CountsSchema.COUNTS_BY_VALUE, "slice", "uniques", false);
    customerCounts = new Table(CountsSchema.CUSTOMER_COUNTS, "year", "customer", true);
  }

  /** The statements for one table, whose last two columns are its own. */
  private final class Table {
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final boolean lastIsKey;

    Table(String table, String ownColumn, String lastColumn, boolean lastIsKey)
        throws InterruptedException {
      this.lastIsKey = lastIsKey;
      insert =
          requests.prepare(
              "INSERT INTO %s.%s (%s, %s, %s) VALUES (%s, ?, ?) USING TIMESTAMP ?"
                  .formatted(
                      keyspace,
                      table,
                      String.join(", ", COLUMNS),
                      ownColumn,
                      lastColumn,
                      COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", "))));
      List<String> key = new ArrayList<>(COLUMNS.subList(0, KEY_COLUMNS));
      key.add(ownColumn);
      if (lastIsKey) {
        key.add(lastColumn);
      }
      delete =
          requests.prepare(
              "DELETE FROM %s.%s USING TIMESTAMP ? WHERE %s"
                  .formatted(
                      keyspace,
                      table,
                      key.stream()
                          .map(column -> column + " = ?")
                          .collect(Collectors.joining(" AND "))));
    }

    /** The write of a row. A value that is not set leaves no tombstone, unlike a null. */
    BoundStatement bind(Values values, ByteBuffer own, @Nullable ByteBuffer last) {
      return values.removal ? delete(values, own, last) : insert(values, own, last);
    }

    private BoundStatement insert(Values values, ByteBuffer own, @Nullable ByteBuffer last) {
      BoundStatementBuilder bound = insert.boundStatementBuilder();
      for (int i = 0; i < values.columns.length; i++) {
        bound.setBytesUnsafe(i, values.columns[i]);
      }
      if (values.sums != null) {
        bound.setBytesUnsafe(SUMS, values.sums);
      }
      if (last != null) {
        bound.setBytesUnsafe(LAST, last);
      }
      return bound.setBytesUnsafe(OWN, own).setBytesUnsafe(VERSION, values.version).build();
    }

    private BoundStatement delete(Values values, ByteBuffer own, @Nullable ByteBuffer last) {
      BoundStatementBuilder bound = delete.boundStatementBuilder();
      bound.setBytesUnsafe(0, values.version);
      for (int i = 0; i < KEY_COLUMNS; i++) {
        bound.setBytesUnsafe(i + 1, values.columns[i]);
      }
      bound.setBytesUnsafe(KEY_COLUMNS + 1, own);
      if (lastIsKey) {
        bound.setBytesUnsafe(KEY_COLUMNS + 2, last);
      }
      return bound.build();
    }
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
            customerCounts.bind(
                values, encoding.number(row.year()), encoding.text(row.customer())));
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
        counts.bind(values, encoding.number(row.year()), uniques));
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
          countsByValue.bind(values, encoding.number(slice), uniques));
    }
  }

  /** The values that a row has in every table, encoded once for the two tables of most rows. */
  private final class Values {
    private final ByteBuffer[] columns;
    private final @Nullable ByteBuffer sums;
    private final ByteBuffer version;
    private final boolean removal;

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
      version = encoding.number(RowVersion.of(row));
      removal = row.isRemoval();
    }
  }
}
