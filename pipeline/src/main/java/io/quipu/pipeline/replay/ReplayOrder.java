package io.quipu.pipeline.replay;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which records to replay, and how.
 *
 * @param wanted which letters to replay
 * @param confirmed how many of them the user has confirmed, those not replayed yet
 * @param maxPerSecond the most records a second, at least 1
 * @param consumerGroup the group of the job to count them, if not the job that refused them; else
 *     null
 * @param progress receives a line from time to time that says how far the replay is
 */
public record ReplayOrder(
    Predicate<Letter> wanted,
    long confirmed,
    int maxPerSecond,
    @Nullable String consumerGroup,
    Consumer<String> progress) {

  /** A limit that no replay reaches. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Refuses a number that is not the confirmed one. */
  void requireConfirmed(long found) {
    if (found != confirmed) {
      throw new LettersException(
          "There are now %,d to replay, not %,d; look at them again with --dry-run."
              .formatted(found, confirmed));
    }
  }
}
