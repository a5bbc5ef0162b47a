package io.quipu.pipeline;

import java.util.Arrays;
import java.util.Locale;

/** What stands in Cassandra, and so what writing it again does. */
public enum CountMode {
  /** Final numbers, which the job keeps in its state: writing one again does no harm. */
  FINAL,

  /**
   * Counters of Cassandra, to which the job adds and of which it keeps nothing: whatever is written
   * again counts again. That is all since the last checkpoint when the job fails, and a write that
   * Cassandra did not answer in time.
   */
  INCREMENTS;

  /**
   * The one of this name, such as {@code increments}.
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
                    "--count-mode=" + word + " is none; write final or increments."));
  }
}
