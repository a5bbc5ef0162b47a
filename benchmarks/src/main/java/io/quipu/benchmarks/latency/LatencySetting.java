package io.quipu.benchmarks.latency;

import java.util.List;

/**
 * With what a job is started.
 *
 * @param window as for {@code --window}
 * @param bundleMillis as for {@code --maxBundleTimeMills}
 */
record LatencySetting(String window, long bundleMillis) {

  /** The job's options that say so; the watermark follows no more seldom than bundles end. */
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
