package io.quipu.store.increments;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
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

/** Turns rows into additions to Cassandra's counters: batches of one partition each. */
public final class IncrementStatements implements RowStatements {
  /** The key columns that both tables have, in the order of a statement. */
  private static final List<String> KEY =
      List.of(
          "company", "statistic", "dimension", "value", "resolution", "bucket", "measure", "scale");

  /** A partition of {@code count_increments}. */
  private record SeriesPartition(
      String company,
      String customer,
      String statistic,
      String dimension,
      String value,
      int year) {}

  /** A partition of {@code count_increments_by_value}. */
  private record ValuesPartition(
      String company,
      String statistic,
      String dimension,
      Resolution resolution,
      long bucketStart,
      int slice) {}

  private final Slices slices;
  private final Encoding encoding;
  private final PreparedStatement series;
  private final PreparedStatement byValue;

  /** Statements that add the numbers of each row to its bucket. */
  public static Kind kind() {
    return IncrementStatements::new;
  }

  private IncrementStatements(RetryingRequests requests, RowTarget target)
      throws InterruptedException {
    String keyspace = target.settings().keyspace();
    slices = target.slices();
    encoding = requests.encoding();
    series = prepare(requests, keyspace, CountsSchema.COUNT_INCREMENTS, "customer", "year");
    byValue = prepare(requests, keyspace, CountsSchema.COUNT_INCREMENTS_BY_VALUE, "slice");
  }

  private static PreparedStatement prepare(
      RetryingRequests requests, String keyspace, String table, String... moreKey)
      throws InterruptedException {
    List<String> key = new ArrayList<>(KEY);
    key.addAll(List.of(moreKey));
    return requests.prepare(
        "UPDATE %s.%s SET amount = amount + ? WHERE %s"
            .formatted(
                keyspace,
                table,
                key.stream().map(column -> column + " = ?").collect(Collectors.joining(" AND "))));
  }

  @Override
  public List<Statement<?>> of(Collection<CountRow> rows) {
    PartitionBatches batches = new PartitionBatches();
    for (CountRow row : rows) {
      ByteBuffer[] key = key(row);
      boolean isRanked = row.customer().isEmpty() && !row.dimension().isEmpty();
      for (CounterCells.Cell cell : CounterCells.of(row)) {
        addToSeries(row, key, cell, batches);
        if (isRanked) {
          addByValue(row, key, cell, batches);
        }
      }
    }
    List<Statement<?>> statements = new ArrayList<>();
    batches.batches().forEach(batch -> statements.add(statement(batch)));
    return statements;
  }

  private static Statement<?> statement(List<BoundStatement> writes) {
    if (writes.size() == 1) {
      return writes.get(0);
    }
    BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.COUNTER);
    writes.forEach(batch::addStatement);
    return batch.build();
  }

  private void addToSeries(
      CountRow row, ByteBuffer[] key, CounterCells.Cell cell, PartitionBatches batches) {
    batches.add(
        new SeriesPartition(
            row.company(),
            row.customer(),
            row.statistic(),
            row.dimension(),
            row.value(),
            row.year()),
        bind(series, key, cell, encoding.text(row.customer()), encoding.number(row.year())));
  }

  private void addByValue(
      CountRow row, ByteBuffer[] key, CounterCells.Cell cell, PartitionBatches batches) {
    int slice = Slices.slice(row.value(), slices.of(row.statistic(), row.dimension()));
    batches.add(
        new ValuesPartition(
            row.company(),
            row.statistic(),
            row.dimension(),
            row.resolution(),
            row.bucketStart(),
            slice),
        bind(byValue, key, cell, encoding.number(slice)));
  }

  /** The key columns that all cells of a row share, encoded once. */
  private ByteBuffer[] key(CountRow row) {
    return new ByteBuffer[] {
      encoding.text(row.company()),
      encoding.text(row.statistic()),
      encoding.text(row.dimension()),
      encoding.text(row.value()),
      encoding.tiny(row.resolution().code()),
      encoding.number(row.bucketStart())
    };
  }

  private BoundStatement bind(
      PreparedStatement update, ByteBuffer[] key, CounterCells.Cell cell, ByteBuffer... moreKey) {
    BoundStatementBuilder bound = update.boundStatementBuilder();
    int position = 0;
    bound.setBytesUnsafe(position++, encoding.number(cell.amount()));
    for (ByteBuffer value : key) {
      bound.setBytesUnsafe(position++, value);
    }
    bound.setBytesUnsafe(position++, encoding.text(cell.measure()));
    bound.setBytesUnsafe(position++, encoding.number(cell.scale()));
    for (ByteBuffer value : moreKey) {
      bound.setBytesUnsafe(position++, value);
    }
    return bound.build();
  }
}
