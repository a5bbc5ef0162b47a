package io.quipu.query;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.Resolution;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the tables' columns, of which keys are never null. */
final class Columns {
  private Columns() {}

  /** The rows of a counter in a year. */
  record Series(Counter counter, int year) {}

  static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }

  static Instant instant(Row row, String column) {
    return Objects.requireNonNull(row.getInstant(column), column);
  }

  static CountRow countRow(Series series, Row row) {
    Counter counter = series.counter();
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

  private static @Nullable Long uniques(Row row) {
    return row.isNull("uniques") ? null : (Long) row.getLong("uniques");
  }

  private static Map<String, BigDecimal> sums(Row row) {
    Map<String, BigDecimal> sums = row.getMap("sums", String.class, BigDecimal.class);
    return sums == null ? Map.of() : sums;
  }
}
