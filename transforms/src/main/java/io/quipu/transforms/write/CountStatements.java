package io.quipu.transforms.write;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Slices;
import io.quipu.transforms.cassandra.DriverTime;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns rows into statements: one unlogged batch per partition, at most 100 rows in each. */
final class CountStatements {

  /** A batch of one partition is one mutation; this keeps it far below Cassandra's 16 MiB. */
  private static final int MAX_BATCH_ROWS = 100;

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
  private final PreparedStatement directory;
  private final PreparedStatement customerDirectory;

  CountStatements(Session session, String keyspace, RowVersion version, Slices slices) {
    this.version = version;
    this.slices = slices;
    counts = prepare(session, keyspace, CountsSchema.COUNTS, "year", "uniques");
    countsByValue = prepare(session, keyspace, CountsSchema.COUNTS_BY_VALUE, "slice", "uniques");
    customerCounts = prepare(session, keyspace, CountsSchema.CUSTOMER_COUNTS, "year", "customer");
    directory = prepareDirectory(session, keyspace, CountsSchema.DIRECTORY);
    customerDirectory = prepareDirectory(session, keyspace, CountsSchema.CUSTOMER_DIRECTORY);
  }

  private static PreparedStatement prepare(
      Session session, String keyspace, String table, String... moreColumns) {
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
    return session.prepare(
        "INSERT INTO %s.%s (%s) VALUES (:%s) USING TIMESTAMP :version"
            .formatted(keyspace, table, String.join(", ", columns), String.join(", :", columns)));
  }

  private static PreparedStatement prepareDirectory(
      Session session, String keyspace, String table) {
    return session.prepare(
        "INSERT INTO %s.%s (company, statistic, dimension, month, slices, time_zone)"
                .formatted(keyspace, table)
            + " VALUES (:company, :statistic, :dimension, :month, :slices, :zone)");
  }

  /** The writes of the rows into the tables of counts. */
  List<Statement> of(List<CountRow> rows) {
    Map<Object, List<Statement>> partitions = new LinkedHashMap<>();
    for (CountRow row : rows) {
      if (row.customer().isEmpty()) {
        addToCompany(row, partitions);
      } else {
        addTo(
            new CustomerPartition(row.company(), row.customer(), row.year()),
            bind(customerCounts, row)
                .setString("customer", row.customer())
                .setInt("year", row.year()),
            partitions);
      }
    }
    List<Statement> batches = new ArrayList<>();
    addBatches(partitions.values(), batches);
    return batches;
  }

  private void addToCompany(CountRow row, Map<Object, List<Statement>> partitions) {
    addTo(
        new SeriesPartition(
            row.company(), row.statistic(), row.dimension(), row.value(), row.year()),
        bindUniques(bind(counts, row), row).setInt("year", row.year()),
        partitions);
    if (!row.dimension().isEmpty()) {
      int slice = Slices.slice(row.value(), slices.of(row.statistic(), row.dimension()));
      addTo(
          new ValuesPartition(
              row.company(),
              row.statistic(),
              row.dimension(),
              row.resolution(),
              row.bucketStart(),
              slice),
          bindUniques(bind(countsByValue, row), row).setInt("slice", slice),
          partitions);
    }
  }

  private static void addTo(
      Object partition, Statement insert, Map<Object, List<Statement>> partitions) {
    partitions.computeIfAbsent(partition, key -> new ArrayList<>()).add(insert);
  }

  /** The write of the line of a directory that a month's row asks for. */
  Statement of(DirectoryLine line) {
    return (line.ofCustomers() ? customerDirectory : directory)
        .bind()
        .setString("company", line.company())
        .setString("statistic", line.statistic())
        .setString("dimension", line.dimension())
        .setTimestamp("month", DriverTime.of(line.monthStart()))
        .setInt("slices", line.slices())
        .setString("zone", line.timeZone());
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

  private static void addBatches(Collection<List<Statement>> partitions, List<Statement> batches) {
    for (List<Statement> rows : partitions) {
      for (int from = 0; from < rows.size(); from += MAX_BATCH_ROWS) {
        List<Statement> part = rows.subList(from, Math.min(rows.size(), from + MAX_BATCH_ROWS));
        batches.add(
            part.size() == 1
                ? part.get(0)
                : new BatchStatement(BatchStatement.Type.UNLOGGED).addAll(part));
      }
    }
  }
}
