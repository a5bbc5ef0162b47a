package io.quipu.model.state;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Numbers that distinguish writes of different times and different attempts. They grow with time:
 * 44 bits of milliseconds since 1970, then 19 random bits.
 *
 * <p>An attempt that ends in a crash leaves pages in the store, but its numbers are lost. So a
 * later attempt never uses such a page as its own.
 */
public final class Generations {
  private static final int RANDOM_BITS = 19;

  private Generations() {}

  /** A number for now, larger than the incarnation and all numbers before. */
  public static long next(Clock clock, long incarnation, Collection<Long> before) {
    long now = now(clock);
    long latest = before.stream().reduce(incarnation, Math::max);
    return now > latest ? now : latest + 1;
  }

  /**
   * The number of an incarnation that begins now; everything written before has smaller numbers.
   */
  public static long newIncarnation() {
    return next(Clock.systemUTC(), 0, List.of());
  }

  private static long now(Clock clock) {
    return clock.millis() << RANDOM_BITS | ThreadLocalRandom.current().nextLong(1L << RANDOM_BITS);
  }
}
