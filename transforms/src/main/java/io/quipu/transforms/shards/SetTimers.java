package io.quipu.transforms.shards;

import io.quipu.model.Shard;
import java.util.HashMap;
import java.util.Map;
import org.joda.time.Instant;

/**
 * Remembers the times to which the shards' timers are set. Beam's Flink runner reads state whenever
 * a timer is set, though to the time that it has: a tenth of a live job's CPU time.
 *
 * <p>Right where keys are sticky: an instance of a stage has all of a key's elements as long as it
 * lives, and is made anew when state goes back to a checkpoint. Elsewhere it remembers nothing.
 */
public final class SetTimers {
  private final boolean stickyKeys;
  private final Map<Shard, Instant> times = new HashMap<>();

  public SetTimers(boolean stickyKeys) {
    this.stickyKeys = stickyKeys;
  }

  /** Whether the shard's timer must be set to this time; taken as done. */
  public boolean mustSet(Shard shard, Instant time) {
    return !stickyKeys || !time.equals(times.put(shard, time));
  }

  /** The shard's timer has fired, so nothing of it needs to be remembered. */
  public void fired(Shard shard) {
    times.remove(shard);
  }
}
