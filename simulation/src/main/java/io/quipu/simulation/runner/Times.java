package io.quipu.simulation.runner;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** The ends of stream time. */
final class Times {
  static final Instant MIN = BoundedWindow.TIMESTAMP_MIN_VALUE;
  static final Instant MAX = BoundedWindow.TIMESTAMP_MAX_VALUE;

  private Times() {}

  static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
