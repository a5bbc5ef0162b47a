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
import java.util.HashMap;
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

  private final RowVersion version;
  private final Slices slices;
  private final PreparedStatement counts;
  private final PreparedStatement countsByValue;
  private final PreparedStatement directory;

  CountStatements(Session session, String keyspace, RowVersion version, Slices slices) {
    this.version = version;
    this.slices = slices;
    counts =
        session.prepare(
            "INSERT INTO "
                + keyspace
                + "."
                + CountsSchema.COUNTS
                + " (company, statistic, dimension, value, year, resolution, bucket, count, uniques,"
                + " sums) VALUES (:company, :statistic, :dimension, :value, :year, :resolution,"
                + " :bucket, :count, :uniques, :sums) USING TIMESTAMP :version");
    countsByValue =
        session.prepare(
            "INSERT INTO "
                + keyspace
                + "."
                + CountsSchema.COUNTS_BY_VALUE
                + " (company, statistic, dimension, value, slice, resolution, bucket, count,"
                + " uniques, sums) VALUES (:company, :statistic, :dimension, :value, :slice,"
                + " :resolution, :bucket, :count, :uniques, :sums) USING TIMESTAMP :version");
    directory =
        session.prepare(
            "INSERT INTO "
                + keyspace
                + "."
                + CountsSchema.DIRECTORY
                + " (company, statistic, dimension, month, slices, time_zone)"
                + " VALUES (:company, :statistic, :dimension, :month, :slices, :zone)");
  }

  /** The writes of the rows into both tables of counts. */
  List<Statement> of(List<CountRow> rows) {
    Map<SeriesPartition, List<Statement>> series = new HashMap<>();
    Map<ValuesPartition, List<Statement>> values = new HashMap<>();
    for (CountRow row : rows) {
      series
          .computeIfAbsent(
              new SeriesPartition(
                  row.company(), row.statistic(), row.dimension(), row.value(), row.year()),
              partition -> new ArrayList<>())
          .add(bind(counts, row).setInt("year", row.year()));
      if (!row.dimension().isEmpty()) {
        int slice = Slices.slice(row.value(), slices.of(row.statistic(), row.dimension()));
        values
            .computeIfAbsent(
                new ValuesPartition(
                    row.company(),
                    row.statistic(),
                    row.dimension(),
                    row.resolution(),
                    row.bucketStart(),
                    slice),
                partition -> new ArrayList<>())
            .add(bind(countsByValue, row).setInt("slice", slice));
      }
    }
    List<Statement> batches = new ArrayList<>();
    addBatches(series.values(), batches);
    addBatches(values.values(), batches);
    return batches;
  }

  /** The write of the line of a company's directory that a month's row asks for. */
  Statement of(DirectoryLine line) {
    return directory
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
    if (row.uniques() != null) {
      bound.setLong("uniques", row.uniques());
    }
    if (!row.sums().isEmpty()) {
      bound.setMap("sums", row.sums(), String.class, BigDecimal.class);
    }
    return bound;
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
