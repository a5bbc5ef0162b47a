package io.quipu.model.state;

import io.quipu.model.counter.Fingerprint;
import java.io.Serializable;

/**
 * One of a fixed number of parts of a month's counters or customers: the key under which batches
 * travel and state is kept.
 *
 * <p>A hot counter shares its shard with others, a month's state goes in one sweep, and there are
 * as many timers as shards, not as counters.
 *
 * @param month the month, as {@link io.quipu.model.calendar.LocalHour#month} gives it
 * @param number 0 to one less than the number of shards
 */
public record Shard(int month, int number) implements Serializable {

  /**
   * The number of shards unless configured; it is fixed for a state's life. More shards spread over
   * more workers, and fewer shards make larger batches.
   */
  public static final int DEFAULT_COUNT = 128;

  /** The shard of a fingerprint in a month. */
  public static Shard of(int month, Fingerprint fingerprint, int shards) {
    // High bits: the low ones pick the slots of hash maps inside a shard.
    return new Shard(month, (int) Long.remainderUnsigned(fingerprint.high(), shards));
  }
}
