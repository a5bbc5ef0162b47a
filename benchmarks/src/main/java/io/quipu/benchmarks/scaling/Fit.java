package io.quipu.benchmarks.scaling;

import java.util.ArrayList;
import java.util.List;

/** Fits a line or a power curve to points (least squares). */
final class Fit {
  private final List<double[]> points = new ArrayList<>();

  Fit add(double x, double y) {
    points.add(new double[] {x, y});
    return this;
  }

  /** The slope of the line; 0 if all points have the same x. */
  double slope() {
    double x = mean(0);
    double y = mean(1);
    double products = points.stream().mapToDouble(p -> (p[0] - x) * (p[1] - y)).sum();
    double squares = points.stream().mapToDouble(p -> (p[0] - x) * (p[0] - x)).sum();
    return squares == 0 ? 0 : products / squares;
  }

  /** The y of the line at x = 0. */
  double start() {
    return mean(1) - slope() * mean(0);
  }

  /** The exponent e of the curve y = c x^e, fitted with both axes logarithmic. */
  double exponent() {
    Fit logarithmic = new Fit();
    points.forEach(point -> logarithmic.add(Math.log(point[0]), Math.log(point[1])));
    return logarithmic.slope();
  }

  /** Names the growth of an exponent, such as linear. */
  static String name(double exponent) {
    if (exponent < 0.05) {
      return "constant";
    }
    return exponent < 0.9 ? "slower than linear" : exponent <= 1.1 ? "linear" : "worse than linear";
  }

  private double mean(int coordinate) {
    return points.stream().mapToDouble(point -> point[coordinate]).average().orElse(0);
  }
}
