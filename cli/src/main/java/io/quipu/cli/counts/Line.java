package io.quipu.cli.counts;

import io.quipu.model.CountRow;
import io.quipu.query.ValueCount;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A line of an answer: what it is of, and its numbers.
 *
 * @param of the bucket or the value
 */
record Line(String of, long count, @Nullable Long uniques, Map<String, BigDecimal> sums) {

  static Line of(String bucket, CountRow row) {
    return new Line(bucket, row.count(), row.uniques(), row.sums());
  }

  static Line of(ValueCount value) {
    return new Line(value.value(), value.count(), value.uniques(), value.sums());
  }

  /** The names of all sums that any of the lines has. */
  static List<String> sumNames(List<Line> lines) {
    TreeSet<String> names = new TreeSet<>();
    lines.forEach(line -> names.addAll(line.sums().keySet()));
    return List.copyOf(names);
  }
}
