package io.quipu.transforms.shards;

import io.quipu.model.state.Shard;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.ValueState;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sets the event-time timers that expire shards, and never moves a timer to an earlier time.
 *
 * <p>Stream time is the latest of the shard's batch timestamps and of the times that the runner
 * reports. A timer's {@code getCurrentRelativeTime} is the watermark on some runners. On others,
 * such as those of the Fn API, it is the timestamp of the current element. There, a batch from
 * behind the watermark would move the expiry into the past. Therefore the time of the timer is kept
 * in state, and a batch that gives an earlier time changes nothing. If a runner reports no
 * watermark, only the timestamp of a shard's first batch counts: the state expires at once if that
 * batch is behind the watermark by more than the retention.
 *
 * <p>Cost: one read of state for each batch, and a write when the expiry moves, which is once a
 * day. With key affinity the time is remembered in memory, and state is read once for each shard.
 * This is correct only with key affinity: an instance of a stage then has all batches of its
 * shards, and a runner that restores a checkpoint creates new instances.
 */
public final class ExpiryTimers {
  private final ShardExpiry expiry;
  private final boolean keyAffinity;
  private final Map<Shard, Instant> remembered = new HashMap<>();

  /**
   * @param expiry when a shard expires
   * @param keyAffinity whether times may be remembered in memory
   */
  public ExpiryTimers(ShardExpiry expiry, boolean keyAffinity) {
    this.expiry = expiry;
    this.keyAffinity = keyAffinity;
  }

  /** The state that the other methods take: the time to which a shard's timer is set. */
  public static StateSpec<ValueState<Instant>> stateSpec() {
    return StateSpecs.value(InstantCoder.of());
  }

  /**
   * Moves the shard's expiry to a later time, because a batch came for it.
   *
   * @param time the batch's timestamp
   * @param expires the shard's state of {@link #stateSpec}
   * @param timer the shard's timer, of event time
   */
  public void touch(Shard shard, Instant time, ValueState<Instant> expires, Timer timer) {
    Instant relative = timer.getCurrentRelativeTime();
    Instant next = expiry.expiry(shard, relative.isAfter(time) ? relative : time);
    Instant set = keyAffinity ? remembered.get(shard) : null;
    if (set == null) {
      set = expires.read();
      remember(shard, set);
    }
    if (set == null || next.isAfter(set)) {
      // The timer must not hold the watermark: it outputs nothing when it fires.
      timer.withNoOutputTimestamp().set(next);
      expires.write(next);
      remember(shard, next);
    }
  }

  private void remember(Shard shard, @Nullable Instant set) {
    if (keyAffinity && set != null) {
      remembered.put(shard, set);
    }
  }

  /**
   * Returns whether the shard expires now. It does not if its timer was set to a later time
   * meanwhile: runners differ in how they handle a timer that is moved when it is about to fire.
   *
   * @param fired the time to which the timer that fired was set
   * @param expires the shard's state of {@link #stateSpec}
   */
  public boolean isExpired(Shard shard, Instant fired, ValueState<Instant> expires) {
    Instant set = expires.read();
    if (set != null && set.isAfter(fired)) {
      return false;
    }
    expires.clear();
    remembered.remove(shard);
    return true;
  }
}
