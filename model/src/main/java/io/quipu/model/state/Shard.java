package io.quipu.model.state;

import io.quipu.model.counter.Fingerprint;
import java.io.Serializable;

/**
 * One of a fixed number of parts of a month's counters or customers. It is the key of batches and
 * of state.
 *
 * <p>A hot counter shares its shard with others. Timers are set per shard, not per counter.
 *
 * @param month the month, as {@link io.quipu.model.calendar.LocalHour#month} gives it
 * @param number 0 to one less than the number of shards
 */
public record Shard(int month, int number) implements Serializable {

  /**
   * The default number of shards. The number must not change as long as the state is kept. More
   * shards spread over more workers; fewer shards make larger batches.
   */
  public static final int DEFAULT_COUNT = 128;

  /** The shard of a fingerprint in a month. */
  public static Shard of(int month, Fingerprint fingerprint, int shards) {
    // Uses the high bits, because the low bits choose the slots of hash maps in a shard.
    return new Shard(month, (int) Long.remainderUnsigned(fingerprint.high(), shards));
  }
}
