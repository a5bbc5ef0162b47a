package io.quipu.pipeline.options;

import java.util.Arrays;
import java.util.Locale;

/** What a job writes to Cassandra, which decides what a repeated write does. */
public enum CountMode {
  /** Final numbers, which the job keeps in its state. A repeated write changes nothing. */
  FINAL,

  /**
   * Cassandra counters, to which the job adds; it keeps no state of them. A repeated write counts
   * again: after a failure all writes since the last checkpoint, and a write that Cassandra did not
   * answer in time.
   */
  INCREMENTS;

  /**
   * Returns the mode of this name, such as {@code increments}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CountMode parse(String word) {
    return Arrays.stream(values())
        .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--count-mode=" + word + " is not a count mode; write final or increments."));
  }
}
