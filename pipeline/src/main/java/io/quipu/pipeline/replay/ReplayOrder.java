package io.quipu.pipeline.replay;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which records are to be sent again.
 *
 * @param wanted which letters
 * @param confirmed how many of them were not sent yet, as a person has seen and confirmed
 * @param maxPerSecond the most records a second, at least 1
 * @param consumerGroup the job that shall count them, if it is another than the one that refused
 *     them
 * @param progress is told now and then how far it is
 */
public record ReplayOrder(
    Predicate<Letter> wanted,
    long confirmed,
    int maxPerSecond,
    @Nullable String consumerGroup,
    Consumer<String> progress) {

  /** No limit that anybody reaches. */
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
