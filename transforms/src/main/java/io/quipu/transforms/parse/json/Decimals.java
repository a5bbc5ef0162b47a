package io.quipu.transforms.parse.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads decimal numbers exactly, and in little memory for any exponent. */
public final class Decimals {
  /** The most digits that a long can have. */
  private static final int LONG_DIGITS = 19;

  /** A number with this many digits always fits a long. */
  private static final int SAFE_DIGITS = 18;

  private static final int MAX_LENGTH = 1000;

  private Decimals() {}

  /**
   * Returns the number in units of 10^-scale.
   *
   * @throws NumberFormatException if the text is not a decimal number in JSON syntax
   * @throws ArithmeticException if it has more decimals than the scale, or its units do not fit a
   *     64-bit number; the message says which
   */
  public static long units(String text, int scale) {
    int i = text.startsWith("-") ? 1 : 0;
    int start = i;
    int point = -1;
    long units = 0;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        units = units * 10 + (c - '0');
      } else if (c == '.' && point < 0 && i > start && i + 1 < text.length()) {
        point = i;
      } else {
        return slowUnits(text, scale);
      }
    }
    int decimals = point < 0 ? 0 : text.length() - point - 1;
    int more = scale - decimals;
    if (i == start || more < 0 || text.length() + more > SAFE_DIGITS) {
      return slowUnits(text, scale);
    }
    for (; more > 0; more--) {
      units *= 10;
    }
    return start == 0 ? units : -units;
  }

  private static long slowUnits(String text, int scale) {
    BigDecimal number = parse(text).stripTrailingZeros();
    if (number.signum() == 0) {
      return 0;
    }
    if (number.scale() > scale) {
      throw new ArithmeticException("has more than " + scale + " decimals");
    }
    // Checked before setScale, which would write out all zeros of a number like 1e999999999.
    if (number.precision() - (long) number.scale() + scale <= LONG_DIGITS) {
      try {
        return number.setScale(scale).unscaledValue().longValueExact();
      } catch (ArithmeticException e) {
        // It has as many digits as a long can have but is larger: refused below.
      }
    }
    throw new ArithmeticException("does not fit 64 bits when counted in units of 10^-" + scale);
  }

  /**
   * Returns the largest whole number that is not above number x 10^shift, or the nearest long if it
   * does not fit one.
   *
   * @throws NumberFormatException if the text is not a decimal number in JSON syntax
   */
  static long floor(String text, int shift) {
    BigDecimal number = parse(text).stripTrailingZeros();
    long digits = number.precision() - (long) number.scale() + shift;
    if (number.signum() == 0 || digits > LONG_DIGITS - 1) {
      return number.signum() == 0 ? 0 : number.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    if (digits < 0) {
      return number.signum() > 0 ? 0 : -1;
    }
    return number.movePointRight(shift).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  private static BigDecimal parse(String text) {
    if (text.length() > MAX_LENGTH || !isJsonNumber(text)) {
      throw new NumberFormatException();
    }
    return new BigDecimal(text);
  }

  /**
   * Returns whether a text is a number in JSON's syntax; it may also have leading zeros. BigDecimal
   * accepts more: digits of any script, a plus sign, a point without digits on one side.
   */
  static boolean isJsonNumber(String text) {
    int i = text.startsWith("-") ? 1 : 0;
    int end = digits(text, i);
    boolean valid = end > i;
    if (end < text.length() && text.charAt(end) == '.') {
      i = end + 1;
      end = digits(text, i);
      valid &= end > i;
    }
    if (end < text.length() && (text.charAt(end) | 0x20) == 'e') {
      i = end + 1;
      if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
        i++;
      }
      end = digits(text, i);
      valid &= end > i;
    }
    return valid && end == text.length();
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
