package io.quipu.store.queries;

import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.ValueCount;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A measure by which values are ranked: the count, the uniques, or a named sum. */
public final class Measure {
  public static final Measure COUNT = new Measure(Kind.COUNT, "count");
  public static final Measure UNIQUES = new Measure(Kind.UNIQUES, "uniques");

  private enum Kind {
    COUNT,
    UNIQUES,
    SUM
  }

  private final Kind kind;
  private final String name;

  private Measure(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  public static Measure sum(String name) {
    return new Measure(Kind.SUM, name);
  }

  /** The measure that a user named: {@code count}, {@code uniques}, or else the name of a sum. */
  public static Measure of(String word) {
    return switch (word) {
      case "count" -> COUNT;
      case "uniques" -> UNIQUES;
      default -> sum(word);
    };
  }

  /** The measure's number of a value; null if its statistic does not keep it. */
  @Nullable BigDecimal in(ValueCount value) {
    return in(value.count(), value.uniques(), value.sums());
  }

  /** The measure's number of a bucket; null if its statistic does not keep it. */
  public @Nullable BigDecimal in(CountRow row) {
    return in(row.count(), row.uniques(), row.sums());
  }

  private @Nullable BigDecimal in(
      long count, @Nullable Long uniques, Map<String, BigDecimal> sums) {
    return switch (kind) {
      case COUNT -> BigDecimal.valueOf(count);
      case UNIQUES -> uniques == null ? null : BigDecimal.valueOf(uniques);
      case SUM -> sums.get(name);
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
