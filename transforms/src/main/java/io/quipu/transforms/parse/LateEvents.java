package io.quipu.transforms.parse;

import java.util.Arrays;

/** Counts the late events of a bundle: by more than a minute, an hour, a day and 31 days. */
final class LateEvents {
  private static final long[] LIMITS_MS = {60_000, 3_600_000, 86_400_000, 31 * 86_400_000L};
  private static final String[] NAMES = {"late-1m", "late-1h", "late-1d", "late-31d"};

  private final long[] over = new long[LIMITS_MS.length];

  /**
   * @param millis the time from when the event happened to when its record came
   */
  void add(long millis) {
    for (int i = 0; i < LIMITS_MS.length && millis > LIMITS_MS[i]; i++) {
      over[i]++;
    }
  }

  void clear() {
    Arrays.fill(over, 0);
  }

  void report() {
    for (int i = 0; i < over.length; i++) {
      ParseFn.count(NAMES[i], over[i]);
    }
  }
}
