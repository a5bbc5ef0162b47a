package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Binds the keys of the tables of counts, and reads their columns. Key columns are never null. */
public final class CountColumns {
  /** Created once, because the driver uses reflection, which took a third of the time of a read. */
  private static final GenericType<Map<String, BigDecimal>> SUMS =
      GenericType.mapOf(String.class, BigDecimal.class);

  private CountColumns() {}

  /** The rows of a counter in a year. */
  public record Series(CounterKey counter, int year) {}

  public static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }

  public static Instant instant(Row row, String column) {
    return Objects.requireNonNull(row.getInstant(column), column);
  }

  /** Binds the key of a series without the customer, which not every table has. */
  public static BoundStatement bind(PreparedStatement select, Series series) {
    CounterKey counter = series.counter();
    return select
        .bind()
        .setString("company", counter.company())
        .setString("statistic", counter.statistic())
        .setString("dimension", counter.dimension())
        .setString("value", counter.value())
        .setInt("year", series.year());
  }

  /** Binds the key of a slice of a dimension's values in a bucket. */
  public static BoundStatement bind(
      PreparedStatement select, DimensionKey dimension, Bucket bucket, int slice) {
    return select.bind(
        dimension.company(),
        dimension.statistic(),
        dimension.dimension(),
        (byte) bucket.resolution().code(),
        bucket.start(),
        slice);
  }

  static CountRow countRow(Series series, Row row) {
    CounterKey counter = series.counter();
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        Resolution.ofCode(row.getByte("resolution")),
        series.year(),
        instant(row, "bucket").toEpochMilli(),
        row.getLong("count"),
        counter.customer().isEmpty() ? uniques(row) : null,
        sums(row));
  }

  static ValueCount valueCount(Row row) {
    return new ValueCount(text(row, "value"), row.getLong("count"), uniques(row), sums(row));
  }

  /** The number of unique customers; null if the statistic does not count them. */
  public static @Nullable Long uniques(Row row) {
    return row.isNull("uniques") ? null : (Long) row.getLong("uniques");
  }

  /** The sums by name. */
  public static Map<String, BigDecimal> sums(Row row) {
    Map<String, BigDecimal> sums = row.get("sums", SUMS);
    return sums == null ? Map.of() : sums;
  }
}
