package io.quipu.model.state;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Numbers that tell apart what was written at different times and by different attempts, and that
 * grow with time: 44 bits of milliseconds since 1970, 19 of chance.
 *
 * <p>An attempt that is lost in a crash leaves pages in the store. Its numbers are lost with it, so
 * nobody ever takes such a page for one of the attempt that came after it.
 */
public final class Generations {
  private static final int CHANCE_BITS = 19;

  private Generations() {}

  /** A number for now, larger than all of these. */
  public static long next(Clock clock, long incarnation, Collection<Long> before) {
    long now = now(clock);
    long latest = before.stream().reduce(incarnation, Math::max);
    return now > latest ? now : latest + 1;
  }

  /**
   * The number of an incarnation that begins now: all that was written before it has smaller ones.
   */
  public static long newIncarnation() {
    return next(Clock.systemUTC(), 0, List.of());
  }

  private static long now(Clock clock) {
    return clock.millis() << CHANCE_BITS | ThreadLocalRandom.current().nextLong(1L << CHANCE_BITS);
  }
}
