package io.quipu.transforms.write;

import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers rows and makes one of those of the same bucket of a counter. */
final class MergedRows {

  /** How two rows of one bucket become one. */
  enum Merge {
    /** Of final rows, the one with the largest count stays. */
    LATEST,
    /** Rows that are to be added are added up. */
    SUM
  }

  private record RowKey(
      String company,
      String customer,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart) {
    static RowKey of(CountRow row) {
      return new RowKey(
          row.company(),
          row.customer(),
          row.statistic(),
          row.dimension(),
          row.value(),
          row.resolution(),
          row.bucketStart());
    }
  }

  private final Merge merge;
  private final Map<RowKey, CountRow> rows = new HashMap<>();

  MergedRows(Merge merge) {
    this.merge = merge;
  }

  void add(CountRow row) {
    rows.merge(RowKey.of(row), row, this::merge);
  }

  int size() {
    return rows.size();
  }

  /** What was gathered; then there is nothing. */
  Collection<CountRow> take() {
    Collection<CountRow> taken = new ArrayList<>(rows.values());
    rows.clear();
    return taken;
  }

  private CountRow merge(CountRow a, CountRow b) {
    return switch (merge) {
      case LATEST -> a.count() >= b.count() ? a : b;
      case SUM -> sum(a, b);
    };
  }

  private static CountRow sum(CountRow a, CountRow b) {
    Map<String, BigDecimal> sums = new HashMap<>(a.sums());
    b.sums().forEach((name, sum) -> sums.merge(name, sum, BigDecimal::add));
    return new CountRow(
        a.company(),
        a.customer(),
        a.statistic(),
        a.dimension(),
        a.value(),
        a.resolution(),
        a.year(),
        a.bucketStart(),
        a.count() + b.count(),
        sum(a.uniques(), b.uniques()),
        sums);
  }

  /** One of them is null if the catalog was changed between the two. */
  private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
    return a == null ? b : b == null ? a : (Long) (a + b);
  }
}
