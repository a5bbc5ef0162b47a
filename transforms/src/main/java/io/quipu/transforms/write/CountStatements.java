package io.quipu.transforms.write;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Statement;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Slices;
import io.quipu.transforms.cassandra.DriverTime;
import io.quipu.transforms.cassandra.PatientRequests;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Turns final rows into statements: one unlogged batch per partition. */
final class CountStatements implements RowStatements {

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

  private final RowVersion version;
  private final Slices slices;
  private final PreparedStatement counts;
  private final PreparedStatement countsByValue;
  private final PreparedStatement customerCounts;

  CountStatements(PatientRequests requests, String keyspace, RowVersion version, Slices slices)
      throws InterruptedException {
    this.version = version;
    this.slices = slices;
    counts = prepare(requests, keyspace, CountsSchema.COUNTS, "year", "uniques");
    countsByValue = prepare(requests, keyspace, CountsSchema.COUNTS_BY_VALUE, "slice", "uniques");
    customerCounts = prepare(requests, keyspace, CountsSchema.CUSTOMER_COUNTS, "year", "customer");
  }

  private static PreparedStatement prepare(
      PatientRequests requests, String keyspace, String table, String... moreColumns)
      throws InterruptedException {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "company",
                "statistic",
                "dimension",
                "value",
                "resolution",
                "bucket",
                "count",
                "sums"));
    columns.addAll(List.of(moreColumns));
    return requests.prepare(
        "INSERT INTO %s.%s (%s) VALUES (:%s) USING TIMESTAMP :version"
            .formatted(keyspace, table, String.join(", ", columns), String.join(", :", columns)));
  }

  @Override
  public List<Statement> of(Collection<CountRow> rows) {
    PartitionBatches batches = new PartitionBatches(BatchStatement.Type.UNLOGGED);
    for (CountRow row : rows) {
      if (row.customer().isEmpty()) {
        addToCompany(row, batches);
      } else {
        batches.add(
            new CustomerPartition(row.company(), row.customer(), row.year()),
            bind(customerCounts, row)
                .setString("customer", row.customer())
                .setInt("year", row.year()));
      }
    }
    return batches.statements();
  }

  private void addToCompany(CountRow row, PartitionBatches batches) {
    batches.add(
        new SeriesPartition(
            row.company(), row.statistic(), row.dimension(), row.value(), row.year()),
        bindUniques(bind(counts, row), row).setInt("year", row.year()));
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
          bindUniques(bind(countsByValue, row), row).setInt("slice", slice));
    }
  }

  private BoundStatement bind(PreparedStatement insert, CountRow row) {
    BoundStatement bound =
        insert
            .bind()
            .setString("company", row.company())
            .setString("statistic", row.statistic())
            .setString("dimension", row.dimension())
            .setString("value", row.value())
            .setByte("resolution", (byte) row.resolution().code())
            .setTimestamp("bucket", DriverTime.of(row.bucketStart()))
            .setLong("count", row.count())
            .setLong("version", version.of(row));
    // What is not set leaves no tombstone, as a null would.
    if (!row.sums().isEmpty()) {
      bound.setMap("sums", row.sums(), String.class, BigDecimal.class);
    }
    return bound;
  }

  private static BoundStatement bindUniques(BoundStatement bound, CountRow row) {
    return row.uniques() == null ? bound : bound.setLong("uniques", row.uniques());
  }
}
