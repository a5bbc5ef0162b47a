package io.quipu.simulation.state;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** The ends of stream time. */
public final class Times {
  /** Before all elements. */
  public static final Instant MIN = BoundedWindow.TIMESTAMP_MIN_VALUE;

  /** After all elements. */
  public static final Instant MAX = BoundedWindow.TIMESTAMP_MAX_VALUE;

  private Times() {}

  /** The earlier of two times. */
  public static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
