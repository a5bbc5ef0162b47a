package io.quipu.transforms.shards;

import org.apache.beam.sdk.values.PCollection;

/** Checks that the input of a stage is in the global window. */
public final class GlobalWindowInput {
  private GlobalWindowInput() {}

  /**
   * Refuses an input in other windows, because state and bundles here support only the global
   * window.
   *
   * @throws IllegalArgumentException if the input is in other windows
   */
  public static void require(String transform, PCollection<?> input) {
    if (!(input.getWindowingStrategy().getWindowFn()
        instanceof org.apache.beam.sdk.transforms.windowing.GlobalWindows)) {
      throw new IllegalArgumentException(
          transform
              + " needs its input in the global window; apply Window.into(new GlobalWindows())"
              + " before it. It counts by the events' own hours, whatever the windows.");
    }
  }
}
