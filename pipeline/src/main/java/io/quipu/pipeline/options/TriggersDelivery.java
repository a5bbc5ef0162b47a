package io.quipu.pipeline.options;

import java.util.Arrays;
import java.util.Locale;

/** When a firing of a trigger is sent. */
public enum TriggersDelivery {
  /** When a checkpoint has it, so that it follows from rows that no failure can take back. */
  DURABLE,

  /**
   * At once. After a failure it may come again, and one that only a lost attempt has seen may have
   * been sent.
   */
  PROMPT;

  /**
   * Returns the delivery of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TriggersDelivery parse(String word) {
    return Arrays.stream(values())
        .filter(delivery -> delivery.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--triggers-delivery=" + word + " is unknown; write durable or prompt."));
  }
}
