package io.quipu.benchmarks.state;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Picks a random number k from 0 to n - 1 with a probability proportional to 1 / (k + 1)^exponent.
 */
final class Zipf {
  private final double[] cumulative;

  private Zipf(double[] cumulative) {
    this.cumulative = cumulative;
  }

  static Zipf of(int n, double exponent) {
    double[] cumulative = new double[n];
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += Math.pow(k + 1, -exponent);
      cumulative[k] = sum;
    }
    return new Zipf(cumulative);
  }

  /** A distribution in which 1 + the picked number has the given mean, from 1 to n / 2. */
  static Zipf withMean(int n, double mean) {
    double low = 0;
    double high = 20;
    for (int i = 0; i < 60; i++) {
      double exponent = (low + high) / 2;
      if (of(n, exponent).mean() > mean) {
        low = exponent;
      } else {
        high = exponent;
      }
    }
    return of(n, high);
  }

  /** The mean of 1 + the picked number. */
  double mean() {
    double last = 0;
    double mean = 0;
    for (int k = 0; k < cumulative.length; k++) {
      mean += (k + 1) * (cumulative[k] - last);
      last = cumulative[k];
    }
    return mean / last;
  }

  int next(SplittableRandom random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return Math.min(found < 0 ? -found - 1 : found + 1, cumulative.length - 1);
  }
}
