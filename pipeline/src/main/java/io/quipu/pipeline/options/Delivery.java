package io.quipu.pipeline.options;

import java.util.Arrays;
import java.util.Locale;

/** What can happen to an event if the job fails. */
public enum Delivery {
  /** It counts exactly once: the job goes back to a consistent checkpoint of all its parts. */
  EXACTLY_ONCE,

  /**
   * It may count twice: the parts of the job do not wait for each other at a checkpoint. An event
   * with an id does not count again as long as its id is remembered ({@link
   * io.quipu.model.state.UniquenessPage#REMEMBERED_IDS}).
   */
  AT_LEAST_ONCE,

  /**
   * It may be lost, and a customer may count as unique again: there are no checkpoints. Offsets are
   * committed to Kafka before the records are counted, and totals continue from those in Cassandra.
   */
  AT_MOST_ONCE;

  /**
   * Returns the delivery of this name, such as {@code at-least-once}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Delivery parse(String word) {
    return Arrays.stream(values())
        .filter(delivery -> delivery.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--delivery="
                        + word
                        + " is not a delivery mode; write exactly-once, at-least-once or"
                        + " at-most-once."));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
