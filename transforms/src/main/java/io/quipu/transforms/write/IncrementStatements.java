package io.quipu.transforms.write;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Statement;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.model.schema.CounterCells;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Slices;
import io.quipu.transforms.cassandra.DriverTime;
import io.quipu.transforms.cassandra.PatientRequests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Turns rows into additions to Cassandra's counters: batches of one partition each. */
final class IncrementStatements implements RowStatements {
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
  private final PreparedStatement series;
  private final PreparedStatement byValue;

  IncrementStatements(PatientRequests requests, String keyspace, Slices slices)
      throws InterruptedException {
    this.slices = slices;
    series = prepare(requests, keyspace, CountsSchema.COUNT_INCREMENTS, "customer", "year");
    byValue = prepare(requests, keyspace, CountsSchema.COUNT_INCREMENTS_BY_VALUE, "slice");
  }

  private static PreparedStatement prepare(
      PatientRequests requests, String keyspace, String table, String... moreKey)
      throws InterruptedException {
    List<String> key = new ArrayList<>(KEY);
    key.addAll(List.of(moreKey));
    return requests.prepare(
        "UPDATE %s.%s SET amount = amount + :amount WHERE %s"
            .formatted(
                keyspace,
                table,
                key.stream()
                    .map(column -> column + " = :" + column)
                    .collect(Collectors.joining(" AND "))));
  }

  @Override
  public List<Statement> of(Collection<CountRow> rows) {
    PartitionBatches batches = new PartitionBatches();
    for (CountRow row : rows) {
      boolean isRanked = row.customer().isEmpty() && !row.dimension().isEmpty();
      for (CounterCells.Cell cell : CounterCells.of(row)) {
        addToSeries(row, cell, batches);
        if (isRanked) {
          addByValue(row, cell, batches);
        }
      }
    }
    List<Statement> statements = new ArrayList<>();
    for (List<BoundStatement> batch : batches.batches()) {
      statements.add(
          batch.size() == 1
              ? batch.get(0)
              : new BatchStatement(BatchStatement.Type.COUNTER).addAll(batch));
    }
    return statements;
  }

  private void addToSeries(CountRow row, CounterCells.Cell cell, PartitionBatches batches) {
    batches.add(
        new SeriesPartition(
            row.company(),
            row.customer(),
            row.statistic(),
            row.dimension(),
            row.value(),
            row.year()),
        bind(series, row, cell).setString("customer", row.customer()).setInt("year", row.year()));
  }

  private void addByValue(CountRow row, CounterCells.Cell cell, PartitionBatches batches) {
    int slice = Slices.slice(row.value(), slices.of(row.statistic(), row.dimension()));
    batches.add(
        new ValuesPartition(
            row.company(),
            row.statistic(),
            row.dimension(),
            row.resolution(),
            row.bucketStart(),
            slice),
        bind(byValue, row, cell).setInt("slice", slice));
  }

  private static BoundStatement bind(
      PreparedStatement update, CountRow row, CounterCells.Cell cell) {
    return update
        .bind()
        .setString("company", row.company())
        .setString("statistic", row.statistic())
        .setString("dimension", row.dimension())
        .setString("value", row.value())
        .setByte("resolution", (byte) row.resolution().code())
        .setTimestamp("bucket", DriverTime.of(row.bucketStart()))
        .setString("measure", cell.measure())
        .setInt("scale", cell.scale())
        .setLong("amount", cell.amount());
  }
}
