package io.quipu.model;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A named sum of a decimal field. Amounts are kept as whole numbers of 10^-scale, so they add
 * exactly.
 */
@AutoValue
public abstract class Sum implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most decimals that a sum can have. */
  public static final int MAX_SCALE = 18;

  /** The measure's name, unique in its statistic. */
  public abstract String name();

  /** How many decimals the sum keeps, 0 to {@link #MAX_SCALE}. */
  public abstract int scale();

  /**
   * @throws IllegalArgumentException if the name is empty or the scale out of range
   */
  public static Sum of(String name, int scale) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A sum needs a name.");
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
}
