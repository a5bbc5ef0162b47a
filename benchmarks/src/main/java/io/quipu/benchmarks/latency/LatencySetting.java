package io.quipu.benchmarks.latency;

import java.util.List;

/**
 * The settings of a job whose latency is measured.
 *
 * @param window the value of {@code --window}
 * @param bundleMillis the value of {@code --maxBundleTimeMills}
 */
record LatencySetting(String window, long bundleMillis) {

  /**
   * The job's options for these settings; the watermark advances at least as often as bundles end.
   */
  List<String> options() {
    return List.of(
        "--window=" + window,
        "--maxBundleTimeMills=" + bundleMillis,
        "--autoWatermarkInterval=" + bundleMillis);
  }

  @Override
  public String toString() {
    return "window " + window + ", bundles " + bundleMillis + " ms";
  }
}
