package io.quipu.cli.counts;

import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.ValueCount;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A line of an answer: a bucket or value, and its numbers.
 *
 * @param of the bucket or the value
 * @param step the step of a sequence; null if the line is of no step
 */
record AnswerLine(
    String of,
    @Nullable String step,
    long count,
    @Nullable Long uniques,
    Map<String, BigDecimal> sums) {

  static AnswerLine of(String bucket, CountRow row) {
    return new AnswerLine(bucket, null, row.count(), row.uniques(), row.sums());
  }

  static AnswerLine ofStep(String bucket, CountRow row) {
    return new AnswerLine(bucket, row.value(), row.count(), row.uniques(), row.sums());
  }

  static AnswerLine of(ValueCount value) {
    return new AnswerLine(value.value(), null, value.count(), value.uniques(), value.sums());
  }

  /** The names of all sums in the lines, sorted. */
  static List<String> sumNames(List<AnswerLine> lines) {
    TreeSet<String> names = new TreeSet<>();
    lines.forEach(line -> names.addAll(line.sums().keySet()));
    return List.copyOf(names);
  }
}
