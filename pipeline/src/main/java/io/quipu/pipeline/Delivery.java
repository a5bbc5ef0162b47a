package io.quipu.pipeline;

import java.util.Arrays;
import java.util.Locale;

/** What a failure of the job may do to an event. */
public enum Delivery {
  /** Nothing: the job goes back to a checkpoint whose parts are all of one moment. */
  EXACTLY_ONCE,

  /**
   * It may be counted again: no part of the job waits for another when a checkpoint is made. One
   * that has an id does not count again, as long as its id is remembered ({@link
   * io.quipu.model.state.UniquenessPage#REMEMBERED_IDS}).
   */
  AT_LEAST_ONCE,

  /**
   * It may be lost, and a customer be unique again: there are no checkpoints. What was read is
   * committed to Kafka before it is counted, and totals go on from what stands in Cassandra.
   */
  AT_MOST_ONCE;

  /**
   * The one of this name, such as {@code at-least-once}.
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
                        + " is none; write exactly-once, at-least-once or at-most-once."));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
