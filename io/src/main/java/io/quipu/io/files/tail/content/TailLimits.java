package io.quipu.io.files.tail.content;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often a tail looks, and how long it waits.
 *
 * @param poll the pause after a round without a new line
 * @param look the pause between two looks for new, renamed and truncated files
 * @param close how long a file without new lines stays open
 * @param patience how long a content may have no file until that is told: a copy may be on its way
 * @param memory how long a content without a file is remembered, so that a copy of it is recognized
 */
public record TailLimits(
    Duration poll, Duration look, Duration close, Duration patience, Duration memory)
    implements Serializable {
  /** The most bytes of a line: 16 MiB. Longer lines are cut. */
  public static final int MAX_LINE = 16 << 20;

  /** The limits of a job. */
  public static final TailLimits DEFAULT =
      new TailLimits(
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofDays(1));
}
