package io.quipu.transforms.pages;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Decides when the next portion of pages may leave state, so that live events wait little: a thread
 * spends at most a quarter of its time on portions, and less if the store is slow. Shards that wait
 * for their turn wait for different moments. Used by one instance of a stage in one thread.
 */
final class PortionPace {
  /** How long a portion should take at most, in milliseconds. */
  static final long LONGEST_MS = 25;

  /** The pause after a portion is so many times as long as the portion. */
  private static final long PAUSES = 3;

  /** The smallest distance of two shards that wait, in milliseconds. */
  private static final long NEAREST_MS = 10;

  /** The largest distance of two shards that wait, in milliseconds. */
  private static final long FARTHEST_MS = (1 + PAUSES) * LONGEST_MS;

  private Instant free = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private Instant reserved = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private long latest;

  /** Whether a portion may begin now. */
  boolean mayBegin(Instant now) {
    return !now.isBefore(free);
  }

  /** Notes that a portion has ended, and how long it took. */
  void ended(Instant now, long millis) {
    latest = millis;
    free = now.plus(Duration.millis(PAUSES * millis));
  }

  /** Notes that the store has made the thread wait for the pages of a portion. */
  void waited(long millis) {
    latest += millis;
    free = free.plus(Duration.millis((1 + PAUSES) * millis));
  }

  /** Reserves a time for a shard that has pages left, and returns how long it is until then. */
  Duration reserve(Instant now) {
    Instant soonest = now.isBefore(free) ? free : now.plus(Duration.millis(1));
    if (reserved.isAfter(now)) {
      // Others wait too, each for as long as the latest portion and its pause, but one portion that
      // took very long must not move all of them far away.
      long turn = Math.min(FARTHEST_MS, Math.max(NEAREST_MS, (1 + PAUSES) * latest));
      Instant afterThem = reserved.plus(Duration.millis(turn));
      soonest = afterThem.isAfter(soonest) ? afterThem : soonest;
    }
    reserved = soonest;
    return new Duration(now, reserved);
  }
}
