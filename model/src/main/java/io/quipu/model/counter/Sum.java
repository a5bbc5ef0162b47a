package io.quipu.model.counter;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A named sum of a decimal field. Amounts are whole numbers in units of 10^-scale, so they add up
 * exactly.
 */
@AutoValue
public abstract class Sum implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most decimals that a sum can have. */
  public static final int MAX_SCALE = 18;

  /**
   * How often a counter has changed, for a statistic whose numbers can fall. It only grows, so it
   * is the version of rows in place of the count. It is in increments and totals, and never in
   * rows. No sum of a catalog has this name, because it begins with a control character.
   */
  public static final Sum CHANGES = of("\u0000changes", 0);

  /** The measure's name, unique in its statistic. */
  public abstract String name();

  /** How many decimals the sum keeps, 0 to {@link #MAX_SCALE}. */
  public abstract int scale();

  /**
   * @throws IllegalArgumentException if the name is empty or the scale out of range
   */
  public static Sum of(String name, int scale) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "The name of a sum is empty; give it a name, such as revenue.");
    }
    if (scale < 0 || scale > MAX_SCALE) {
      throw new IllegalArgumentException(
          "The scale of the sum '" + name + "' is " + scale + "; it must be 0 to " + MAX_SCALE);
    }
    return new AutoValue_Sum(name, scale);
  }

  /**
   * The amount in units of 10^-scale.
   *
   * @throws ArithmeticException if the amount has more decimals than the scale, or its units do not
   *     fit a 64-bit number
   */
  public long units(BigDecimal amount) {
    return amount.setScale(scale()).unscaledValue().longValueExact();
  }

  /** The index of the sum with this name in a list, or -1. */
  public static int indexOf(String name, List<Sum> sums) {
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The sums of both lists, first those of the first list. A sum that both have gets the larger
   * scale.
   */
  public static List<Sum> union(List<Sum> first, List<Sum> second) {
    List<Sum> union = new ArrayList<>(first);
    for (Sum sum : second) {
      int at = indexOf(sum.name(), union);
      if (at < 0) {
        union.add(sum);
      } else if (union.get(at).scale() < sum.scale()) {
        union.set(at, sum);
      }
    }
    return union;
  }
}
