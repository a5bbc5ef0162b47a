package io.quipu.cli.plan;

import java.util.List;
import java.util.Locale;

/** Formats numbers with their units. */
final class Amount {
  private static final List<String> PREFIXES = List.of("", "k", "M", "G", "T", "P", "E");

  private Amount() {}

  /** Formats a number with its unit; bytes in powers of a thousand. */
  static String of(double value, String unit) {
    if (unit.startsWith("bytes")) {
      return bytes(value) + unit.substring("bytes".length());
    }
    return (plain(value) + " " + unit).strip();
  }

  /** Formats a number without a unit, with three digits, or with all digits before the point. */
  static String plain(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) || size >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String digits =
        String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.4g", value);
    return digits.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }

  private static String bytes(double value) {
    int prefix = 0;
    double rest = value;
    while (rest >= 1000 && prefix < PREFIXES.size() - 1) {
      rest /= 1000;
      prefix++;
    }
    return String.format(
        Locale.ROOT, prefix == 0 ? "%.0f %sB" : "%.1f %sB", rest, PREFIXES.get(prefix));
  }
}
