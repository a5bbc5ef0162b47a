package io.quipu.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The scale of an axis: maps numbers to positions. */
final class Scale {
  /**
   * From this ratio of the largest to the smallest number on, the axis is logarithmic: a linear one
   * would hide small numbers.
   */
  private static final double LOGARITHMIC_FROM = 20;

  private static final int TICKS = 5;

  private final boolean logarithmic;
  private final double low;
  private final double high;

  private Scale(boolean logarithmic, double low, double high) {
    this.logarithmic = logarithmic;
    this.low = low;
    this.high = high;
  }

  /** A scale that holds all numbers: logarithmic if they differ much and all are over 0. */
  static Scale of(List<Double> values) {
    double least = values.stream().mapToDouble(value -> value).min().orElse(0);
    double most = values.stream().mapToDouble(value -> value).max().orElse(1);
    if (least > 0 && most / least >= LOGARITHMIC_FROM) {
      return new Scale(true, Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)));
    }
    double bottom = Math.min(0, least);
    double step = step(Math.max(most - bottom, Double.MIN_NORMAL) / TICKS);
    return new Scale(false, bottom, bottom + step * Math.max(1, Math.ceil((most - bottom) / step)));
  }

  /** The position of a number, from 0 (the start of the axis) to 1 (its end). */
  double at(double value) {
    double place = logarithmic ? Math.log10(value) : value;
    return high > low ? (place - low) / (high - low) : 0.5;
  }

  /** The round numbers to show along the axis. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double power = low; power <= high; power++) {
        ticks.add(Math.pow(10, power));
      }
    } else {
      double step = step((high - low) / TICKS);
      for (int i = 0; low + i * step <= high + step / 1000; i++) {
        ticks.add(low + i * step);
      }
    }
    return ticks;
  }

  /** A number as a short text. */
  static String label(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return trimmed(value / 1e9, "G");
    }
    if (size >= 1e6) {
      return trimmed(value / 1e6, "M");
    }
    return size >= 1e4 ? trimmed(value / 1e3, "k") : trimmed(value, "");
  }

  private static String trimmed(double value, String unit) {
    String digits = String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.3f" : "%.2f", value);
    return digits.replaceFirst("0+$", "").replaceFirst("\\.$", "") + unit;
  }

  /**
   * The least number of the form 1, 2 or 5 times a power of ten that is at least {@code wanted}.
   */
  private static double step(double wanted) {
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= wanted) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
