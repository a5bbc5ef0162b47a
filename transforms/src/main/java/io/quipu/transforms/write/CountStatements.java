package io.quipu.transforms.write;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.Metadata;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Statement;
import com.datastax.driver.core.TypeCodec;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Slices;
import io.quipu.transforms.cassandra.DriverTime;
import io.quipu.transforms.cassandra.PatientRequests;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Turns final rows into statements: unlogged batches of a few partitions. */
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

  // Where the columns are in a statement: a name would be looked up for each row.
  private static final int SUMS = 7;
  private static final int OWN = 8;
  private static final int LAST = 9;
  private static final int VERSION = 10;

  // Found once: the driver would make the type of a map by reflection for each row.
  private static final TypeCodec<Map<String, BigDecimal>> SUMS_CODEC =
      TypeCodec.map(TypeCodec.varchar(), TypeCodec.decimal());

  private final Metadata cluster;
  private final String keyspace;
  private final RowVersion version;
  private final Slices slices;
  private final PreparedStatement counts;
  private final PreparedStatement countsByValue;
  private final PreparedStatement customerCounts;

  CountStatements(PatientRequests requests, String keyspace, RowVersion version, Slices slices)
      throws InterruptedException {
    this.cluster = requests.cluster();
    this.keyspace = keyspace;
    this.version = version;
    this.slices = slices;
    counts = prepare(requests, keyspace, CountsSchema.COUNTS, "year", "uniques");
    countsByValue = prepare(requests, keyspace, CountsSchema.COUNTS_BY_VALUE, "slice", "uniques");
    customerCounts = prepare(requests, keyspace, CountsSchema.CUSTOMER_COUNTS, "year", "customer");
  }

  /** A statement whose last two columns are the table's own. */
  private static PreparedStatement prepare(
      PatientRequests requests, String keyspace, String table, String ownColumn, String lastColumn)
      throws InterruptedException {
    List<String> columns =
        List.of(
            "company",
            "statistic",
            "dimension",
            "value",
            "resolution",
            "bucket",
            "count",
            "sums",
            ownColumn,
            lastColumn);
    return requests.prepare(
        "INSERT INTO %s.%s (%s) VALUES (:%s) USING TIMESTAMP :version"
            .formatted(keyspace, table, String.join(", ", columns), String.join(", :", columns)));
  }

  @Override
  public List<Statement> of(Collection<CountRow> rows) {
    PartitionBatches batches = new PartitionBatches();
    for (CountRow row : rows) {
      if (row.customer().isEmpty()) {
        addToCompany(row, batches);
      } else {
        batches.add(
            new CustomerPartition(row.company(), row.customer(), row.year()),
            bind(customerCounts, row).setInt(OWN, row.year()).setString(LAST, row.customer()));
      }
    }
    ReplicaBatches requests = new ReplicaBatches(cluster, keyspace);
    batches.batches().forEach(requests::add);
    return requests.statements();
  }

  private void addToCompany(CountRow row, PartitionBatches batches) {
    batches.add(
        new SeriesPartition(
            row.company(), row.statistic(), row.dimension(), row.value(), row.year()),
        bindUniques(bind(counts, row), row).setInt(OWN, row.year()));
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
          bindUniques(bind(countsByValue, row), row).setInt(OWN, slice));
    }
  }

  private BoundStatement bind(PreparedStatement insert, CountRow row) {
    BoundStatement bound =
        insert
            .bind()
            .setString(0, row.company())
            .setString(1, row.statistic())
            .setString(2, row.dimension())
            .setString(3, row.value())
            .setByte(4, (byte) row.resolution().code())
            .setTimestamp(5, DriverTime.of(row.bucketStart()))
            .setLong(6, row.count())
            .setLong(VERSION, version.of(row));
    // What is not set leaves no tombstone, as a null would.
    if (!row.sums().isEmpty()) {
      bound.set(SUMS, row.sums(), SUMS_CODEC);
    }
    return bound;
  }

  private static BoundStatement bindUniques(BoundStatement bound, CountRow row) {
    return row.uniques() == null ? bound : bound.setLong(LAST, row.uniques());
  }
}
